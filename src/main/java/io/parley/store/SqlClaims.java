package io.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Claims conversations by compare-and-set, many in one statement: those that somebody else holds with a live lease are only
 * read. Confined to one loop.
 */
final class SqlClaims {
    private static final int MAX_TRIES = 5;
    /** Short beside what a person waits for, and long enough that a storm of clients comes in a few statements. */
    private static final Duration COMPANY = Duration.ofMillis(200);

    private final Database database;
    private final Gathering<Wanted, Claim> wanted;

    private record Wanted(String projectId, String instance) {}

    /**
     * @param live whether the owner's lease has not run out
     * @param deleted nobody's, and not to be claimed again
     */
    private record Held(@Nullable String owner, long epoch, boolean live, boolean deleted) {
        private static final Held NEW = new Held(null, 0, false, false);

        boolean isFreeFor(String instance) {
            return !deleted && (owner == null || !live || owner.equals(instance));
        }
    }

    SqlClaims(Loop loop, Database database) {
        this.database = database;
        this.wanted = new Gathering<>(loop, database.timeout(), COMPANY, Wanted::instance, this::claim);
    }

    Future<Claim> claim(String projectId, String instance) {
        return wanted.ask(new Wanted(projectId, instance));
    }

    private Future<Map<Wanted, Future<Claim>>> claim(List<Wanted> all) {
        String instance = all.get(0).instance();
        Set<String> projects = all.stream().map(Wanted::projectId).collect(Collectors.toSet());
        return new Round(instance).claim(projects, MAX_TRIES).map(claims -> {
            Map<Wanted, Future<Claim>> answers = new HashMap<>();
            all.forEach(one -> answers.put(one, claims.getOrDefault(one.projectId(), tooMany(one.projectId()))));
            return answers;
        });
    }

    private static Future<Claim> tooMany(String projectId) {
        return Future.failedFuture(new StoreFailure("others claim " + projectId + " all the time", null));
    }

    /** The claims of one instance, from reading what is held to the last that is decided. */
    private final class Round {
        private final String instance;
        private final Map<String, Future<Claim>> decided = new HashMap<>();

        private Round(String instance) {
            this.instance = instance;
        }

        Future<Map<String, Future<Claim>>> claim(Set<String> projects, int tries) {
            if (projects.isEmpty() || tries == 0) {
                return Future.succeededFuture(decided);
            }
            return read(projects)
                    .compose(held -> make(projects, held))
                    .compose(held -> take(held).compose(taken -> claim(open(held), tries - 1)));
        }

        /** Decides what another holds, and takes the rest. */
        private Future<Void> take(Map<String, Held> held) {
            Map<String, Held> free = new HashMap<>();
            held.forEach((projectId, now) -> {
                if (now.isFreeFor(instance)) {
                    free.put(projectId, now);
                } else {
                    decided.put(projectId, claim(projectId, now));
                }
            });
            return free.isEmpty() ? Future.succeededFuture() : takeAll(free);
        }

        private Future<Void> takeAll(Map<String, Held> free) {
            return update(free).compose(taken -> {
                if (taken == free.size()) {
                    free.forEach((projectId, before) -> won(projectId, before.epoch() + 1));
                    return Future.succeededFuture();
                }
                return read(free.keySet()).map(after -> judge(free, after));
            });
        }

        /** Others took some meanwhile, or the statement was run twice. */
        private @Nullable Void judge(Map<String, Held> free, Map<String, Held> after) {
            after.forEach((projectId, now) -> {
                long epoch = Objects.requireNonNull(free.get(projectId)).epoch() + 1;
                if (instance.equals(now.owner()) && now.epoch() == epoch) {
                    won(projectId, epoch);
                } else if (!now.isFreeFor(instance)) {
                    decided.put(projectId, claim(projectId, now));
                }
            });
            return null;
        }

        private void won(String projectId, long epoch) {
            decided.put(projectId, Future.succeededFuture(new Claim(projectId, instance, epoch, true)));
        }

        private Future<Claim> claim(String projectId, Held by) {
            return by.deleted()
                    ? Future.failedFuture(new Refused(Refused.Reason.DELETED))
                    : Future.succeededFuture(
                            new Claim(projectId, Objects.requireNonNull(by.owner()), by.epoch(), false));
        }

        private Set<String> open(Map<String, Held> held) {
            Set<String> open = new HashSet<>(held.keySet());
            open.removeAll(decided.keySet());
            return open;
        }

        private Future<Integer> update(Map<String, Held> free) {
            List<Object> parameters = new ArrayList<>(List.of(instance, System.currentTimeMillis()));
            List<String> projects = Padded.texts(free.keySet());
            parameters.addAll(projects);
            for (String projectId : projects) {
                Held held = free.get(projectId);
                parameters.add(projectId);
                parameters.add(held == null ? -1L : held.epoch());
            }
            parameters.add(instance);
            return database.run(Sql.claims(projects.size()), parameters.toArray())
                    .map(RowSet::rowCount);
        }
    }

    private Future<Map<String, Held>> read(Set<String> projects) {
        List<String> padded = Padded.texts(projects);
        return database.run(Sql.owners(padded.size()), padded.toArray()).map(rows -> {
            Map<String, Held> held = new HashMap<>();
            for (Row row : rows) {
                held.put(
                        row.getString(0),
                        new Held(row.getString(1), row.getLong(2), row.getString(3) != null, row.getLong(4) != null));
            }
            return held;
        });
    }

    /** {@code held}, and what was not there, which is now. */
    private Future<Map<String, Held>> make(Set<String> projects, Map<String, Held> held) {
        List<String> missing =
                projects.stream().filter(id -> !held.containsKey(id)).sorted().toList();
        if (missing.isEmpty()) {
            return Future.succeededFuture(held);
        }
        long now = System.currentTimeMillis();
        List<Object> parameters = new ArrayList<>();
        for (String projectId : missing) {
            parameters.addAll(List.of(projectId, now, now));
            held.put(projectId, Held.NEW);
        }
        return database.run(Sql.newConversations(missing.size()), parameters.toArray())
                .map(held);
    }
}
