package io.parley.model;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.parley.ops.Metrics;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/**
 * Whatever happens in whatever order, what was promised holds: the real classes, from the log to the socket's queue, without
 * a network, against the rules of the contract. The sequence that breaks one is printed as short as it gets.
 */
class DeliveryContractTest {
    private static final Metrics METRICS = Metrics.create();
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.parley");

    @BeforeContainer
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        LOG.setLevel(null);
    }

    @Property(tries = 5_000, shrinking = ShrinkingMode.FULL)
    void holdsWhateverHappens(
            @ForAll("happenings") List<Op> ops,
            @ForAll boolean repeats,
            @ForAll("gateways") Set<Integer> byNode,
            @ForAll boolean heardByAll) {
        happen(ops, repeats, byNode, heardByAll);
    }

    @Property(tries = 50_000, shrinking = ShrinkingMode.FULL)
    @Tag("slow")
    void holdsWhateverHappensFiftyThousandTimes(
            @ForAll("happenings") List<Op> ops,
            @ForAll boolean repeats,
            @ForAll("gateways") Set<Integer> byNode,
            @ForAll boolean heardByAll) {
        happen(ops, repeats, byNode, heardByAll);
    }

    @Example
    void textOfANewOwnerIsNotShownBehindTheAnswerOfTheOneBefore() {
        List<Op> ops = List.of(
                new Op.Connect(0, 0),
                new Op.Lapse(0),
                new Op.Connect(1, 0),
                new Op.Chat(1, 0, 0),
                new Op.Say(1, true),
                new Op.Cut(0),
                new Op.Pass(100),
                new Op.Connect(0, 0),
                new Op.Meanwhile(new Op.Say(1, true)));

        happen(ops, true, Set.of(), false);
    }

    private static void happen(List<Op> ops, boolean repeats, Set<Integer> byNode, boolean heardByAll) {
        World world = new World(METRICS, repeats, byNode, heardByAll);
        for (Op op : ops) {
            if (!(op instanceof Op.Meanwhile)) {
                world.rest();
            }
            op.on(world);
        }
        world.rest();
        world.settle();
    }

    @Provide
    Arbitrary<List<Op>> happenings() {
        return Happenings.one().list().ofMaxSize(40);
    }

    /** Those to whose own address conversations push. */
    @Provide
    Arbitrary<Set<Integer>> gateways() {
        return Arbitraries.of(0, 1).set();
    }
}
