package io.parley.launcher.bench;

import io.parley.protocol.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;

/** Opens connections, talks over all of them for a while, and reports what came of it. */
public final class Bench {
    private Bench() {}

    /** Uses up to all event loops of {@code vertx}. Fails with {@link Unreachable} where there is nothing to measure. */
    public static Future<Report> run(Vertx vertx, Setup setup) {
        int loops = Math.min(setup.connections(), Runtime.getRuntime().availableProcessors());
        String run = Ids.next();
        List<Generator> generators = IntStream.range(0, loops)
                .mapToObj(i -> new Generator(setup, run, share(setup, loops, i), share(setup, loops, i + 1)))
                .toList();
        return Future.all(generators.stream().map(vertx::deployVerticle).toList())
                .compose(ready ->
                        Future.all(generators.stream().map(Generator::measure).toList()))
                .map(measured -> new Report(setup, sum(measured.list())));
    }

    private static int share(Setup setup, int loops, int i) {
        return (int) ((long) setup.connections() * i / loops);
    }

    private static Tally sum(List<Tally> tallies) {
        var sum = new Tally();
        tallies.forEach(sum::add);
        return sum;
    }
}
