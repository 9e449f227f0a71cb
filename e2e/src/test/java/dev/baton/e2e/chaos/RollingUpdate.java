package dev.baton.e2e.chaos;

import java.time.Duration;

/** All pods are replaced, one at a time, the leader last. */
final class RollingUpdate implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        String mark = Integer.toString(stage.random().nextInt(1_000_000));
        stage.database().patchSpec("{\"pod\":{\"annotations\":{\"chaos\":\"" + mark + "\"}}}");
        stage.database()
                .awaitPods(
                        "annotated " + mark,
                        Duration.ofMinutes(4),
                        pod -> mark.equals(pod.getMetadata().getAnnotations().get("chaos")));
    }
}
