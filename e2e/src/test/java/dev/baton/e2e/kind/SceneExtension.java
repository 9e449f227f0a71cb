package dev.baton.e2e.kind;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes the {@link Scene} of a class, looks at it when something fails, and takes it down. */
final class SceneExtension
        implements ParameterResolver,
                AfterTestExecutionCallback,
                LifecycleMethodExecutionExceptionHandler,
                AfterAllCallback {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(SceneExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).computeIfAbsent(Scene.class, type -> open(context), Scene.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(
                        failure -> dump(context, context.getRequiredTestMethod().getName()));
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        dump(context, "beforeAll");
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        dump(context, "beforeEach");
        throw failure;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        Scene scene = store(context).get(Scene.class, Scene.class);
        if (scene != null) {
            scene.close();
        }
    }

    private static Scene open(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName().replaceAll("E2E$", "");
        String words = name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return Scene.open(words);
    }

    private static void dump(ExtensionContext context, String what) {
        Scene scene = store(context).get(Scene.class, Scene.class);
        if (scene != null) {
            new Diagnostics(scene).dump(context.getRequiredTestClass().getSimpleName() + "-" + what);
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        // The class's own store: the scene is asked for by the constructor and used by every test.
        ExtensionContext holder = context;
        while (holder.getTestMethod().isPresent()) {
            holder = holder.getParent().orElseThrow();
        }
        return holder.getStore(ExtensionContext.Namespace.create(
                STORE, context.getRequiredTestClass().getName()));
    }
}
