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
import net.jqwik.api.Tuple;
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
    private static final int DEVICES = 4;
    private static final int BURST = 300;

    @BeforeContainer
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        LOG.setLevel(null);
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.FULL)
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
        return Arbitraries.oneOf(ops(), ops(), ops().map(Op.Meanwhile::new))
                .list()
                .ofMaxSize(40);
    }

    private static Arbitrary<Op> ops() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, device().flatMap(d -> upTo(1).map(g -> new Op.Connect(d, g)))),
                Tuple.of(6, clients()),
                Tuple.of(6, agents()),
                Tuple.of(2, Arbitraries.of(50, 200, 1_000, 3_000).map(Op.Pass::new)),
                Tuple.of(2, machines()),
                Tuple.of(4, wires()));
    }

    /** Those to whose own address conversations push. */
    @Provide
    Arbitrary<Set<Integer>> gateways() {
        return upTo(1).set();
    }

    private static Arbitrary<Op> clients() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        4, device().flatMap(d -> upTo(3).flatMap(id -> upTo(1).map(said -> new Op.Chat(d, id, said))))),
                Tuple.of(1, device().map(Op.Cut::new)),
                Tuple.of(1, device().map(Op.Stall::new)),
                Tuple.of(1, device().flatMap(d -> upTo(5).map(count -> new Op.Read(d, count)))),
                Tuple.of(1, device().flatMap(d -> upTo(2).map(id -> new Op.Cancel(d, id)))),
                Tuple.of(1, device().flatMap(d -> upTo(3).map(back -> new Op.Resume(d, back)))));
    }

    private static Arbitrary<Op> agents() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        3, upTo(10).flatMap(count -> Arbitraries.of(true, false).map(t -> new Op.Say(count, t)))),
                Tuple.of(1, Arbitraries.just(new Op.Say(BURST, false))),
                Tuple.of(2, Arbitraries.of(new Op.End(false, false), new Op.End(true, false), new Op.End(true, true))));
    }

    private static Arbitrary<Op> machines() {
        return Arbitraries.oneOf(
                upTo(1).map(Op.Crash::new),
                upTo(1).map(Op.Stop::new),
                upTo(1).map(Op.Lapse::new),
                upTo(1).map(Op.Freeze::new),
                Arbitraries.of(new Op.Thaw(), new Op.Wake()));
    }

    private static Arbitrary<Op> wires() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(SimWeather.Spoil.values()).map(Op.Spoil::new)),
                Tuple.of(2, Arbitraries.of(SimLog.Spoil.values()).map(Op.SpoilLog::new)),
                Tuple.of(
                        6,
                        Arbitraries.of(
                                new Op.LoseRequest(),
                                new Op.LoseReply(),
                                new Op.LateRequest(),
                                new Op.LoseNotice(),
                                new Op.HoldPushes(),
                                new Op.HoldAcks(),
                                new Op.Release(),
                                new Op.Release())));
    }

    private static Arbitrary<Integer> device() {
        return upTo(DEVICES - 1);
    }

    private static Arbitrary<Integer> upTo(int most) {
        return Arbitraries.integers().between(0, most);
    }
}
