package dev.baton.operator.reconcile;

import dev.baton.operator.Settings;
import dev.baton.operator.TestSettings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Logger;

/**
 * Operators that end between two deeds, each followed by a new one, in a process for tests of other modules. Arguments: the kubeconfig, the
 * namespace, the image of members, how many operators act at once. Commands on the standard input, each answered by a line:
 *
 * <ul>
 *   <li>{@code left N}: as {@link Lifespan#deedsLeft}
 *   <li>{@code told}: as {@link Lifespan#told}
 * </ul>
 */
public final class MortalOperators {
    private static final int MOST_STARTS = 10;

    private final Config config;
    private final String namespace;
    private final Settings settings;
    private final Lifespan lifespan = new Lifespan();

    private MortalOperators(Config config, String namespace, Settings settings) {
        this.config = config;
        this.namespace = namespace;
        this.settings = settings;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // for whoever logs there
        Logger.getLogger("").addHandler(new ConsoleHandler());
        // A process that can't go on must not look like one that is slow. An operator's end may well be that of its threads.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof MortalOperator.Ended)) {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        });
        Config config = new ConfigBuilder(Config.fromKubeconfig(new File(arguments[0])))
                .withRequestTimeout(3000)
                .withConnectionTimeout(2000)
                .withRequestRetryBackoffLimit(0)
                .build();
        MortalOperators operators =
                new MortalOperators(config, arguments[1], new TestSettings(arguments[2], null, true));
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            operators.begin();
        }
        answers.println("started");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.startsWith("left ")) {
                operators.lifespan.deedsLeft(Long.parseLong(command.substring("left ".length())));
                answers.println("so be it");
            } else {
                answers.println(operators.lifespan.told());
            }
        }
        System.exit(0);
    }

    /** One that can't start, since the API server is slow to answer, ends and is started again, as a kubelet would. */
    private void begin() {
        for (int tries = 1; ; tries++) {
            MortalOperator next = new MortalOperator(config, namespace, settings, lifespan, this::follow);
            try {
                next.start();
                return;
            } catch (OperatorException failed) {
                next.bury();
                if (tries == MOST_STARTS) {
                    throw failed;
                }
                failed.printStackTrace();
            }
        }
    }

    private void follow(MortalOperator ended) {
        Thread.ofPlatform().name("successor").start(() -> {
            begin();
            ended.bury();
        });
    }
}
