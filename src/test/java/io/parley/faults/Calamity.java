package io.parley.faults;

import io.parley.faults.node.NodeProcess;
import io.parley.faults.proxy.ChaosProxy;
import io.parley.faults.proxy.Direction;
import java.time.Duration;
import java.util.Random;

/** One fault of the random mix: it happens, lasts for a while, and is over when {@link #strike} returns. */
enum Calamity {
    NODE_IS_KILLED {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            NodeProcess node = stage.anyNode(random);
            node.kill();
            stage.pass(random, 5_000);
            stage.nodes().startAgain(node.name()).awaitReady();
        }
    },
    NODE_IS_FROZEN {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            NodeProcess node = stage.anyNode(random);
            node.freeze();
            stage.pass(random, 15_000);
            node.thaw();
        }
    },
    NODE_IS_STOPPED {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            NodeProcess node = stage.anyNode(random);
            node.terminate();
            node.awaitExit(STOP_S);
            stage.nodes().startAgain(node.name()).awaitReady();
        }
    },
    CLIENTS_ARE_RESET {
        @Override
        void strike(Stage stage, Random random) {
            stage.anyDoor(random).resetAll();
        }
    },
    CLIENTS_ARE_CUT_SHORT {
        @Override
        void strike(Stage stage, Random random) {
            stage.anyDoor(random).cutAfter(anyWay(random), random.nextInt(20_000));
        }
    },
    CLIENTS_ARE_HALF_CLOSED {
        @Override
        void strike(Stage stage, Random random) {
            stage.anyDoor(random).halfClose(anyWay(random));
        }
    },
    CLIENTS_ARE_IN_A_BLACK_HOLE {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            blackHole(stage.anyDoor(random), stage, random, 12_000);
        }
    },
    CLIENTS_ARE_SLOW {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            ChaosProxy door = stage.anyDoor(random);
            door.latency(anyWay(random), Duration.ofMillis(random.nextInt(500)));
            door.bandwidth(Direction.DOWN, 2_000 + random.nextInt(50_000));
            stage.pass(random, 10_000);
            door.heal();
        }
    },
    DATABASE_IS_KILLED {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.database().kill();
            stage.pass(random, 5_000);
            stage.database().restart();
        }
    },
    DATABASE_IS_FROZEN {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.database().freeze();
            stage.pass(random, 15_000);
            stage.database().thaw();
        }
    },
    DATABASE_IS_CUT_OFF {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.toDatabase().resetAll();
            blackHole(stage.toDatabase(), stage, random, 8_000);
        }
    },
    DATABASE_IS_READ_ONLY {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.database().readOnly(true);
            stage.pass(random, 8_000);
            stage.database().readOnly(false);
        }
    },
    REDIS_IS_KILLED {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.redis().kill();
            stage.pass(random, 5_000);
            stage.redis().restart();
        }
    },
    REDIS_IS_FROZEN {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.redis().freeze();
            stage.pass(random, 15_000);
            stage.redis().thaw();
        }
    },
    REDIS_IS_FLUSHED {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            stage.redis().flush();
        }
    },
    REDIS_IS_CUT_OFF {
        @Override
        void strike(Stage stage, Random random) throws Exception {
            blackHole(stage.toRedis(), stage, random, 8_000);
            stage.toRedis().resetAll();
        }
    };

    private static final int STOP_S = 60;

    abstract void strike(Stage stage, Random random) throws Exception;

    private static Direction anyWay(Random random) {
        return random.nextBoolean() ? Direction.UP : Direction.DOWN;
    }

    /** One way or both. */
    private static void blackHole(ChaosProxy proxy, Stage stage, Random random, int mostMs) throws Exception {
        int ways = random.nextInt(3);
        if (ways != 0) {
            proxy.blackHole(Direction.UP);
        }
        if (ways != 1) {
            proxy.blackHole(Direction.DOWN);
        }
        stage.pass(random, mostMs);
        proxy.heal();
    }
}
