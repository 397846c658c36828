package io.parley.model;

/** One thing that happens. Which one of several it happens to is counted modulo how many there are. */
sealed interface Op {
    void on(World world);

    /** This, while what came before is still under way. */
    record Meanwhile(Op what) implements Op {
        @Override
        public void on(World world) {
            what.on(world);
        }
    }

    record Connect(int device, int gateway) implements Op {
        @Override
        public void on(World world) {
            world.device(device).connect(gateway);
        }
    }

    /** The network breaks a client's socket. */
    record Cut(int device) implements Op {
        @Override
        public void on(World world) {
            world.device(device).cut();
        }
    }

    /** A client reads no more. */
    record Stall(int device) implements Op {
        @Override
        public void on(World world) {
            world.device(device).stall();
        }
    }

    /** A client that stalled reads so many messages, or where it is 0 goes on to read all. */
    record Read(int device, int count) implements Op {
        @Override
        public void on(World world) {
            if (count == 0) {
                world.device(device).read();
            } else {
                world.device(device).read(count);
            }
        }
    }

    /** A client sends a message, perhaps for the second time, or something else under the same id. */
    record Chat(int device, int id, int content) implements Op {
        @Override
        public void on(World world) {
            world.device(device).chat("m" + id, "say " + content);
        }
    }

    record Cancel(int device, int id) implements Op {
        @Override
        public void on(World world) {
            world.device(device).cancel("x" + id);
        }
    }

    record Resume(int device, int back) implements Op {
        @Override
        public void on(World world) {
            world.device(device).resume(back);
        }
    }

    /** The agent says so many tokens. */
    record Say(int tokens, boolean thinks) implements Op {
        @Override
        public void on(World world) {
            world.agent.say(tokens, thinks);
        }
    }

    record End(boolean well, boolean announces) implements Op {
        @Override
        public void on(World world) {
            world.agent.end(well, announces);
        }
    }

    /** So much time passes: text is checkpointed, beats and acknowledgements are sent, leases renewed, orphans adopted. */
    record Pass(int ms) implements Op {
        @Override
        public void on(World world) {
            world.pass(ms);
        }
    }

    /** A machine dies and another takes its place. */
    record Crash(int instance) implements Op {
        @Override
        public void on(World world) {
            world.crash(instance);
        }
    }

    /** A machine stands still, and its lease runs out meanwhile. */
    record Freeze(int instance) implements Op {
        @Override
        public void on(World world) {
            world.freeze(instance);
        }
    }

    /** What stood still goes on: what an owner of before had begun meets the log. */
    record Thaw() implements Op {
        @Override
        public void on(World world) {
            world.thaw();
        }
    }

    /** The store's clock ends a machine's lease, and the machine knows nothing of it. */
    record Lapse(int instance) implements Op {
        @Override
        public void on(World world) {
            world.lapse(instance);
        }
    }

    /** As {@link Thaw}, where the machine's own clock stood still with it. */
    record Wake() implements Op {
        @Override
        public void on(World world) {
            world.wake();
        }
    }

    /** A machine is stopped in order, and another takes its place. */
    record Stop(int instance) implements Op {
        @Override
        public void on(World world) {
            world.stop(instance);
        }
    }

    record Spoil(SimWeather.Spoil how) implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().spoil(how);
        }
    }

    record SpoilLog(SimLog.Spoil how) implements Op {
        @Override
        public void on(World world) {
            world.way.spoil(how);
        }
    }

    record LoseRequest() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().loseRequest();
        }
    }

    /** The next request arrives when it is released. */
    record LateRequest() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().lateRequest();
        }
    }

    /** The next of what nobody answers does not arrive: a beat, an acknowledgement, an unregister. */
    record LoseNotice() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().loseNotice();
        }
    }

    record LoseReply() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().loseReply();
        }
    }

    /** Pushes are on their way until they are released. */
    record HoldPushes() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().holdPushes();
        }
    }

    /** The window between machines closes, as nothing is acknowledged until it is released. */
    record HoldAcks() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().holdAcks();
        }
    }

    record Release() implements Op {
        @Override
        public void on(World world) {
            world.bus.weather().release();
        }
    }
}
