package io.parley.store;

import io.parley.ops.EventLog;
import io.parley.ops.EventLog.Field;
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
import org.jspecify.annotations.Nullable;

/**
 * Claims conversations by compare-and-set, many in one statement: those that somebody else holds with a live lease are only
 * read. What was nobody's comes with its {@link Facts}: nothing is added to the log of what is nobody's, and nobody else can
 * have had it in between, as the epoch had not changed. What somebody else holds in the database is claimed {@link ClaimsApart}.
 * Confined to one loop.
 */
final class SqlClaims {
    private static final EventLog LOG = EventLog.of(SqlClaims.class, EventLog.PARLEY);
    private static final int MAX_TRIES = 5;
    /** The first column of facts. */
    private static final int FACTS = 5;

    /** So a storm costs at most a sixteenth of a statement for each, and whoever comes late in it waits no longer than it is fast. */
    private static final Company COMPANY = new Company(Duration.ofMillis(500), 32);

    private final Database database;
    private final Gathering<Wanted, Claimed> wanted;
    private final ClaimsApart apart;

    record Wanted(String projectId, String instance) {}

    /** {@code facts}: they hold until {@code claim} is used; null: they are not known. */
    record Claimed(Claim claim, @Nullable Facts facts) {}

    /**
     * @param live whether the owner's lease has not run out
     * @param deleted nobody's, and not to be claimed again
     */
    private record Held(@Nullable String owner, long epoch, boolean live, boolean deleted, Facts facts) {
        static Held of(Row row, Facts facts) {
            boolean live = row.getString(3) != null;
            return new Held(row.getString(1), row.getLong(2), live, row.getLong(4) != null, facts);
        }

        /** Of one that is not there yet. */
        static Held first(Facts facts) {
            return new Held(null, 0, false, false, facts);
        }

        boolean isFirst() {
            return epoch == 0;
        }

        boolean isFreeFor(String instance) {
            return !deleted && (owner == null || !live || owner.equals(instance));
        }
    }

    SqlClaims(Loop loop, Database database) {
        this.database = database;
        this.wanted = new Gathering<>(loop, database.timeout(), COMPANY, Wanted::instance, this::claim);
        this.apart = new ClaimsApart(
                loop, database.timeout(), database.dialect().apart(), this::claimPatiently, this::isLocked);
    }

    Future<Claimed> claim(String projectId, String instance) {
        return wanted.ask(new Wanted(projectId, instance));
    }

    private Future<Map<Wanted, Future<Claimed>>> claim(List<Wanted> all) {
        Map<Wanted, Future<Claimed>> answers = new HashMap<>();
        Set<String> projects = new HashSet<>();
        for (Wanted one : all) {
            Future<Claimed> underWay = apart.of(one);
            if (underWay == null) {
                projects.add(one.projectId());
            } else {
                answers.put(one, underWay);
            }
        }
        Round round = new Round(all.get(0).instance(), database.dialect().apart() == 0);
        return round.claim(projects, MAX_TRIES).map(claims -> {
            all.forEach(
                    one -> answers.putIfAbsent(one, claims.getOrDefault(one.projectId(), tooMany(one.projectId()))));
            return answers;
        });
    }

    private Future<Claimed> claimPatiently(Wanted one) {
        return new Round(one.instance(), true)
                .claim(Set.of(one.projectId()), MAX_TRIES)
                .compose(claims -> claims.getOrDefault(one.projectId(), tooMany(one.projectId())))
                .onFailure(failure -> {
                    if (isLocked(failure)) {
                        LOG.warn("conversation_locked")
                                .addKeyValue(Field.PROJECT_ID, one.projectId())
                                .log("somebody else holds a conversation in the database; it cannot be claimed");
                    }
                });
    }

    private boolean isLocked(Throwable failure) {
        return failure.getCause() != null && database.dialect().isLocked(failure.getCause());
    }

    private static Future<Claimed> tooMany(String projectId) {
        return Future.failedFuture(new StoreFailure("others claim " + projectId + " all the time", null));
    }

    /** The claims of one instance, from reading what is held to the last that is decided. */
    private final class Round {
        private final String instance;
        private final boolean patient;
        private final Map<String, Future<Claimed>> decided = new HashMap<>();
        /** Somebody else held these, for a moment or for long. */
        private final Set<String> skipped = new HashSet<>();
        /** These were not there. */
        private final Set<String> missing = new HashSet<>();

        /** {@code patient}: waits for whoever holds a conversation in the database; else it is claimed apart. */
        private Round(String instance, boolean patient) {
            this.instance = instance;
            this.patient = patient;
        }

        Future<Map<String, Future<Claimed>>> claim(Set<String> projects, int tries) {
            if (projects.isEmpty() || tries == 0) {
                return Future.succeededFuture(decided);
            }
            return read(projects)
                    .onSuccess(this::look)
                    .compose(SqlClaims.this::make)
                    .compose(held -> take(held).compose(taken -> claim(open(held), tries - 1)))
                    .recover(failure -> apart(projects, failure));
        }

        private void look(Map<String, Held> held) {
            held.forEach((projectId, now) -> {
                if (now.isFirst()) {
                    missing.add(projectId);
                }
            });
        }

        /** Where somebody holds what is not there yet, nothing says which it is. */
        private Future<Map<String, Future<Claimed>>> apart(Set<String> projects, Throwable failure) {
            if (patient || !isLocked(failure)) {
                return Future.failedFuture(failure);
            }
            projects.stream().filter(id -> !decided.containsKey(id)).forEach(id -> apart(id, missing.contains(id)));
            return Future.succeededFuture(decided);
        }

        private void apart(String projectId, boolean place) {
            decided.put(projectId, apart.claim(new Wanted(projectId, instance), place));
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
                    free.forEach(this::won);
                    return Future.succeededFuture();
                }
                return read(free.keySet()).map(after -> judge(free, after));
            });
        }

        /** Others took some meanwhile or hold them in the database, or the statement was run twice. */
        private @Nullable Void judge(Map<String, Held> free, Map<String, Held> after) {
            after.forEach((projectId, now) -> {
                Held before = Objects.requireNonNull(free.get(projectId));
                if (instance.equals(now.owner()) && now.epoch() == before.epoch() + 1) {
                    won(projectId, before);
                } else if (!now.isFreeFor(instance)) {
                    decided.put(projectId, claim(projectId, now));
                } else if (!patient && now.epoch() == before.epoch() && !skipped.add(projectId)) {
                    apart(projectId, false);
                }
            });
            return null;
        }

        private void won(String projectId, Held before) {
            Claim claim = new Claim(projectId, instance, before.epoch() + 1, true);
            Facts facts = before.owner() == null ? before.facts() : null;
            decided.put(projectId, Future.succeededFuture(new Claimed(claim, facts)));
        }

        private Future<Claimed> claim(String projectId, Held by) {
            return by.deleted()
                    ? Future.failedFuture(new Refused(Refused.Reason.DELETED))
                    : Future.succeededFuture(new Claimed(
                            new Claim(projectId, Objects.requireNonNull(by.owner()), by.epoch(), false), null));
        }

        private Set<String> open(Map<String, Held> held) {
            Set<String> open = new HashSet<>(held.keySet());
            open.removeAll(decided.keySet());
            return open;
        }

        private Future<Integer> update(Map<String, Held> free) {
            List<String> projects = patient ? Padded.texts(free.keySet()) : Padded.several(free.keySet());
            List<Object> parameters = new ArrayList<>(projects);
            parameters.addAll(patient ? 0 : projects.size(), List.of(instance, System.currentTimeMillis()));
            for (String projectId : projects) {
                Held held = free.get(projectId);
                parameters.add(projectId);
                parameters.add(held == null ? -1L : held.epoch());
            }
            parameters.add(instance);
            String sql = patient ? Sql.claims(projects.size()) : Sql.claimsFree(projects.size());
            return database.run(sql, parameters.toArray()).map(RowSet::rowCount);
        }
    }

    /** What is there, and {@link Held#first} with what else is known of others. */
    private Future<Map<String, Held>> read(Set<String> projects) {
        List<String> padded = Padded.texts(projects);
        List<String> twice = new ArrayList<>(padded);
        twice.addAll(padded);
        return database.run(Sql.owners(padded.size()), twice.toArray()).map(rows -> {
            Facts.Rows facts = new Facts.Rows();
            List<Row> found = new ArrayList<>();
            for (Row row : rows) {
                if (!facts.add(row, FACTS)) {
                    found.add(row);
                }
            }
            Map<String, Held> held = new HashMap<>();
            found.forEach(row -> held.put(row.getString(0), Held.of(row, facts.of(row.getString(0)))));
            projects.forEach(id -> held.computeIfAbsent(id, missing -> Held.first(facts.of(missing))));
            return held;
        });
    }

    /** Makes those that were not there; {@code held} is what there is then. */
    private Future<Map<String, Held>> make(Map<String, Held> held) {
        List<String> missing = held.entrySet().stream()
                .filter(one -> one.getValue().isFirst())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (missing.isEmpty()) {
            return Future.succeededFuture(held);
        }
        long now = System.currentTimeMillis();
        List<Object> parameters = new ArrayList<>();
        missing.forEach(projectId -> parameters.addAll(List.of(projectId, now, now)));
        return database.run(Sql.newConversations(missing.size()), parameters.toArray())
                .map(held);
    }
}
