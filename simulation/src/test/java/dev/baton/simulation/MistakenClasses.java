package dev.baton.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * All classes of this project once more, with a mistake in one of them: the source is compiled in memory, and everything that could refer to
 * it is loaded anew. So the simulator runs on the classes with the mistake, and nothing in the product knows of it.
 */
final class MistakenClasses extends ClassLoader {
    private final Map<String, byte[]> mistaken;

    private MistakenClasses(Map<String, byte[]> mistaken) {
        super(MistakenClasses.class.getClassLoader());
        this.mistaken = mistaken;
    }

    /** A {@link Hunt} on the classes with that mistake. */
    static BiFunction<String, Long, String> hunt(PlantedMistake mistake) {
        try {
            return hunt(new MistakenClasses(compiled(mistake)));
        } catch (ReflectiveOperationException | IOException failed) {
            throw new IllegalStateException(mistake.name(), failed);
        }
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<String, Long, String> hunt(ClassLoader classes) throws ReflectiveOperationException {
        return (BiFunction<String, Long, String>)
                classes.loadClass(Hunt.class.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.baton.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = mistaken.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    // ---- compiling

    private static Map<String, byte[]> compiled(PlantedMistake mistake) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new TreeMap<>();
        StringWriter complaints = new StringWriter();
        try (JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null), classes)) {
            boolean sound = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path")),
                            null,
                            List.of(new Source(mistake)))
                    .call();
            if (!sound) {
                throw new IllegalArgumentException(mistake.name() + " doesn't compile any more: " + complaints);
            }
        }
        Map<String, byte[]> bytes = new TreeMap<>();
        classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
        return bytes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(PlantedMistake mistake) {
            super(
                    URI.create("mistaken:///" + mistake.className().replace('.', '/') + Kind.SOURCE.extension),
                    Kind.SOURCE);
            this.text = mistake.patched();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("mistaken:///" + className.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
