package dev.baton.crds;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The CRD as the types of this build ask for it. */
final class GeneratedCrd {
    private GeneratedCrd() {}

    /** What Fabric8 makes of the types, finished by {@link CrdFinish}. */
    static CustomResourceDefinition generate() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new CRDGenerator()
                .withParallelGenerationEnabled(false)
                .forCRDVersions("v1")
                .customResourceClasses(ReplicatedDatabase.class)
                .withOutput(new InMemory(written))
                .generate();
        CustomResourceDefinition crd = new KubernetesSerialization()
                .unmarshal(written.toString(StandardCharsets.UTF_8), CustomResourceDefinition.class);
        CrdFinish.finish(crd);
        return crd;
    }

    private record InMemory(ByteArrayOutputStream stream) implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String name) {
            return stream;
        }

        @Override
        public void close() {}
    }
}
