package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A namespace on the API server, with a kubelet and an operator at work in it. In a static field it lasts for the class, else for one test.
 */
final class ApiServerScene implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private final String hint;
    private final Function<TestNamespace, RunningOperator> starter;
    private PodRunner runner = new NodeProcesses(RunningOperator.NODE_IMAGE);
    private boolean ofTheClass;
    private @Nullable TestNamespace namespace;
    private @Nullable Kubelet kubelet;
    private @Nullable RunningOperator operator;

    private ApiServerScene(String hint, Function<TestNamespace, RunningOperator> starter) {
        this.hint = hint;
        this.starter = starter;
    }

    /** @param hint what the namespace's name begins with */
    static ApiServerScene named(String hint) {
        return new ApiServerScene(hint, OperatorProcess::start);
    }

    /** With another operator than the shipped process. */
    ApiServerScene with(Function<TestNamespace, RunningOperator> other) {
        return new ApiServerScene(hint, other);
    }

    /** With a kubelet that runs pods otherwise. */
    ApiServerScene running(PodRunner other) {
        runner = other;
        return this;
    }

    TestNamespace namespace() {
        return Objects.requireNonNull(namespace);
    }

    KubernetesClient client() {
        return namespace().client();
    }

    Kubelet kubelet() {
        return Objects.requireNonNull(kubelet);
    }

    RunningOperator operator() {
        return Objects.requireNonNull(operator);
    }

    /** The shipped operator as a process. */
    OperatorProcess process() {
        return (OperatorProcess) operator();
    }

    Databases databases() {
        return new Databases(namespace(), operator());
    }

    /** Another operator takes the place of one that has ended. */
    void startOperatorAnew() {
        startOperatorAnew(starter);
    }

    /** One of another kind does. */
    void startOperatorAnew(Function<TestNamespace, RunningOperator> other) {
        operator().close();
        operator = other.apply(namespace());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ofTheClass = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ofTheClass) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!ofTheClass) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    private void start() {
        CustomResourceDefinitions.install(ApiServer.shared().client());
        TestNamespace made = ApiServer.shared().namespace(hint);
        namespace = made;
        kubelet = Kubelet.start(made, runner);
        operator = starter.apply(made);
    }

    private void stop() {
        if (operator != null) {
            operator.close();
        }
        if (kubelet != null) {
            kubelet.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }
}
