package io.parley.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * All that may happen, and how often each comes. There are a few hundred, so that each is named with its share of the whole:
 * that one is chosen in one step, and where a rule is broken it is replaced by the first that breaks it too.
 */
final class Happenings {
    private static final int DEVICES = 4;
    private static final int BURST = 300;

    private Happenings() {}

    /** Something, and in one case of three while what came before is still under way. */
    static Arbitrary<Op> one() {
        List<Tuple2<Integer, Op>> all = ops();
        List<Tuple2<Integer, Op>> under = all.stream()
                .map(each -> Tuple.of(each.get1(), (Op) new Op.Meanwhile(each.get2())))
                .toList();
        return Arbitraries.frequency(shared(Tuple.of(2, all), Tuple.of(1, under)));
    }

    private static List<Tuple2<Integer, Op>> ops() {
        return shared(
                Tuple.of(3, evenly(devices().flatMap(d -> upTo(1).map(gateway -> new Op.Connect(d, gateway))))),
                Tuple.of(6, clients()),
                Tuple.of(6, agents()),
                Tuple.of(2, evenly(Stream.of(50, 200, 1_000, 3_000).map(Op.Pass::new))),
                Tuple.of(2, machines()),
                Tuple.of(4, wires()));
    }

    private static List<Tuple2<Integer, Op>> clients() {
        return shared(
                Tuple.of(
                        4,
                        evenly(devices()
                                .flatMap(d ->
                                        upTo(3).flatMap(id -> upTo(1).map(content -> new Op.Chat(d, id, content)))))),
                Tuple.of(1, evenly(devices().map(Op.Cut::new))),
                Tuple.of(1, evenly(devices().map(Op.Stall::new))),
                Tuple.of(1, evenly(devices().flatMap(d -> upTo(5).map(count -> new Op.Read(d, count))))),
                Tuple.of(1, evenly(devices().flatMap(d -> upTo(2).map(id -> new Op.Cancel(d, id))))),
                Tuple.of(1, evenly(devices().flatMap(d -> upTo(3).map(back -> new Op.Resume(d, back))))));
    }

    private static List<Tuple2<Integer, Op>> agents() {
        return shared(
                Tuple.of(
                        3,
                        evenly(Stream.of(true, false)
                                .flatMap(thinks -> upTo(10).map(tokens -> new Op.Say(tokens, thinks))))),
                Tuple.of(1, evenly(Stream.of(new Op.Say(BURST, false)))),
                Tuple.of(
                        2,
                        evenly(Stream.of(new Op.End(false, false), new Op.End(true, false), new Op.End(true, true)))));
    }

    private static List<Tuple2<Integer, Op>> machines() {
        return evenly(Stream.of(
                        upTo(1).map(Op.Crash::new),
                        upTo(1).map(Op.Stop::new),
                        upTo(1).map(Op.Lapse::new),
                        upTo(1).map(Op.Freeze::new),
                        Stream.of(new Op.Thaw(), new Op.Wake()))
                .flatMap(each -> each));
    }

    private static List<Tuple2<Integer, Op>> wires() {
        return shared(
                Tuple.of(4, evenly(Stream.of(SimWeather.Spoil.values()).map(Op.Spoil::new))),
                Tuple.of(2, evenly(Stream.of(SimLog.Spoil.values()).map(Op.SpoilLog::new))),
                Tuple.of(
                        6,
                        evenly(Stream.of(
                                new Op.LoseRequest(),
                                new Op.LoseReply(),
                                new Op.LateRequest(),
                                new Op.LoseNotice(),
                                new Op.HoldPushes(),
                                new Op.HoldAcks(),
                                new Op.Release(),
                                new Op.Release()))));
    }

    private static Stream<Integer> devices() {
        return upTo(DEVICES - 1);
    }

    private static Stream<Integer> upTo(int most) {
        return IntStream.rangeClosed(0, most).boxed();
    }

    private static List<Tuple2<Integer, Op>> evenly(Stream<? extends Op> ops) {
        return ops.map(op -> Tuple.of(1, (Op) op)).toList();
    }

    /** Each part has as much of the whole as its number says, and in it each as much of the part as before. */
    @SafeVarargs
    private static List<Tuple2<Integer, Op>> shared(Tuple2<Integer, List<Tuple2<Integer, Op>>>... parts) {
        int common = 1;
        for (Tuple2<Integer, List<Tuple2<Integer, Op>>> part : parts) {
            common = commonMultiple(common, sum(part.get2()));
        }
        List<Tuple2<Integer, Op>> all = new ArrayList<>();
        for (Tuple2<Integer, List<Tuple2<Integer, Op>>> part : parts) {
            int factor = Math.multiplyExact(part.get1(), common / sum(part.get2()));
            part.get2().forEach(each -> all.add(Tuple.of(Math.multiplyExact(factor, each.get1()), each.get2())));
        }
        return all;
    }

    private static int sum(List<Tuple2<Integer, Op>> part) {
        return part.stream().mapToInt(Tuple2::get1).sum();
    }

    private static int commonMultiple(int one, int other) {
        return Math.multiplyExact(one / greatestDivisor(one, other), other);
    }

    private static int greatestDivisor(int one, int other) {
        return other == 0 ? one : greatestDivisor(other, one % other);
    }
}
