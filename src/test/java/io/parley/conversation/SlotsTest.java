package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Who may run of those that several hold. */
class SlotsTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    /** What all holders began and told, in order. */
    private final List<String> heard = new ArrayList<>();

    private final Slots slots = new Slots(2, later::add);
    private final Holding anna = new Holding("anna");
    private final Holding ben = new Holding("ben");

    @Test
    void oneMoreThanMayRunWaitsWhoeverHoldsTheOthers() {
        anna.adds("u1", "a1");
        ben.adds("u1", "b1");

        ben.adds("u1", "b2");

        assertThat(heard).containsExactly("begins a1", "begins b1", "b2 is 1");
        assertThat(slots.isFree("u1")).isFalse();
    }

    @Test
    void othersOfAnotherKeyDoNotCount() {
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");

        anna.adds("u2", "x1");

        assertThat(heard).containsExactly("begins a1", "begins a2", "begins x1");
        assertThat(slots.isFree("u2")).isTrue();
    }

    @Test
    void firstThatCameIsTheFirstToBeginAndAllOthersAreToldWhereTheyAreThen() {
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");
        ben.adds("u1", "b1");
        anna.adds("u1", "a3");
        ben.adds("u1", "b2");
        heard.clear();

        anna.leaves("a2");

        assertThat(heard).containsExactly("begins b1", "a3 is 1", "b2 is 2");
    }

    @Test
    void thoseBehindOneThatWaitsNoMoreMoveUp() {
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");
        ben.adds("u1", "b1");
        anna.adds("u1", "a3");
        heard.clear();

        ben.leaves("b1");

        assertThat(heard).containsExactly("a3 is 1");
    }

    @Test
    void oneThatIsAboutToEndRunsWithoutASlotAndFreesNoneWhenItLeaves() {
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");
        ben.adds("u1", "b1");
        anna.adds("u1", "a3");

        slots.run(ben.ticket("b1"));
        ben.leaves("b1");

        assertThat(heard).doesNotContain("begins a3");
        anna.leaves("a1");
        assertThat(heard).endsWith("begins a3");
    }

    @Test
    void whatLeavesTwiceFreesOneSlot() {
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");
        ben.adds("u1", "b1");
        ben.adds("u1", "b2");
        heard.clear();

        slots.leave(anna.ticket("a1"));
        anna.leaves("a1");

        assertThat(heard).containsExactly("begins b1", "b2 is 1");
    }

    @Test
    void asManyBeginAsThereAreSlotsThatGetFreeAtOnce() {
        Slots wide = new Slots(100, later::add);
        for (int i = 0; i < 100; i++) {
            anna.adds(wide, "u1", "a" + i);
        }
        for (int i = 0; i < 100; i++) {
            new Holding("h" + i).adds(wide, "u1", "h" + i);
        }
        heard.clear();

        for (int i = 0; i < 100; i++) {
            wide.leave(anna.ticket("a" + i));
        }
        runLater();

        assertThat(heard).hasSize(100).contains("begins h0", "begins h99");
    }

    @Test
    void placeThatComesNearIsToldToItsHolder() {
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");
        for (int i = 0; i < Places.NEAR; i++) {
            anna.adds("u1", "w" + i);
        }
        ben.adds("u1", "b1");
        heard.clear();

        anna.leaves("a1");

        assertThat(heard).contains("b1 is " + Places.NEAR);
    }

    @Test
    void holderThatThrowsDoesNoHarmToTheOthers() {
        Slots.Holder broken = new Slots.Holder() {
            @Override
            public void beginReady() {
                throw new IllegalStateException("broken");
            }

            @Override
            public void tellPlaces() {
                throw new IllegalStateException("broken");
            }
        };
        anna.adds("u1", "a1");
        anna.adds("u1", "a2");
        slots.add("u1", broken);
        ben.adds("u1", "b1");
        heard.clear();

        slots.leave(anna.ticket("a1"));
        slots.leave(anna.ticket("a2"));
        runLater();

        assertThat(heard).containsExactly("begins b1");
    }

    private void runLater() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            try {
                next.run();
            } catch (IllegalStateException broken) {
                assertThat(broken).hasMessage("broken"); // as a context does, which then runs the next one
            }
        }
    }

    /** Holds tickets by name, begins what may run, and writes all down. */
    private final class Holding implements Slots.Holder {
        private final String name;
        private final Map<String, Slots.Ticket> waiting = new LinkedHashMap<>();
        private final Map<String, Slots.Ticket> all = new LinkedHashMap<>();
        private Slots of = slots;

        Holding(String name) {
            this.name = name;
        }

        void adds(String key, String ticket) {
            adds(slots, key, ticket);
        }

        void adds(Slots to, String key, String ticket) {
            of = to;
            Slots.Ticket added = to.add(key, this);
            waiting.put(ticket, added);
            all.put(ticket, added);
            beginReady();
            tellPlaces();
            runLater();
        }

        void leaves(String ticket) {
            waiting.remove(ticket);
            of.leave(ticket(ticket));
            runLater();
        }

        Slots.Ticket ticket(String ticket) {
            Slots.Ticket known = all.get(ticket);
            if (known == null) {
                throw new IllegalArgumentException(name + " has no " + ticket);
            }
            return known;
        }

        @Override
        public void beginReady() {
            waiting.entrySet().removeIf(entry -> {
                boolean mayRun = of.mayRun(entry.getValue());
                if (mayRun) {
                    of.run(entry.getValue());
                    heard.add("begins " + entry.getKey());
                }
                return mayRun;
            });
        }

        @Override
        public void tellPlaces() {
            waiting.forEach((ticket, it) -> tell(ticket + " is " + of.place(it)));
        }

        /** As a conversation, which says nothing twice. */
        private void tell(String place) {
            if (!heard.contains(place)) {
                heard.add(place);
            }
        }
    }
}
