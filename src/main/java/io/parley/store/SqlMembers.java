package io.parley.store;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes users members of conversations, many in one statement. Confined to one loop. */
final class SqlMembers {
    private final Database database;
    private final Gathering<Member, Void> newcomers;

    private record Member(String userId, String projectId, String role) {}

    SqlMembers(Loop loop, Database database) {
        this.database = database;
        this.newcomers = new Gathering<>(loop, database.timeout(), Company.NONE, one -> "", this::insert);
    }

    Future<Void> join(String projectId, String userId, String role) {
        return newcomers.ask(new Member(userId, projectId, role));
    }

    /** In the order of the key, as others insert too. */
    private Future<Map<Member, Future<Void>>> insert(List<Member> all) {
        long now = System.currentTimeMillis();
        List<Object> parameters = new ArrayList<>();
        all.stream()
                .sorted(Comparator.comparing(Member::userId).thenComparing(Member::projectId))
                .forEach(one -> parameters.addAll(List.of(one.userId(), one.projectId(), one.role(), now)));
        return database.run(Sql.joins(all.size()), parameters.toArray()).map(inserted -> {
            Map<Member, Future<Void>> joined = new HashMap<>();
            all.forEach(one -> joined.put(one, Future.succeededFuture()));
            return joined;
        });
    }
}
