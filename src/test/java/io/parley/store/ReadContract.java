package io.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Logged;
import io.parley.protocol.Logged.UserMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pages, and entries by their names. */
abstract class ReadContract extends ConversationLogContract {
    @Test
    void anUnknownConversationIsEmpty() {
        Page page = get(log.after("nowhere", 0, 10));

        assertThat(page).isEqualTo(new Page(List.of(), false));
        assertThat(get(log.before("nowhere", Long.MAX_VALUE, 10))).isEqualTo(new Page(List.of(), false));
        assertThat(get(log.lastSeq("nowhere"))).isZero();
        assertThat(get(log.openTurns("nowhere"))).isEmpty();
    }

    @Test
    void contentsAreWhatANewOwnerHasToKnow() {
        fill(10);
        Claim claim = claim();
        long turn = append(claim, asked("and this?"));
        get(log.beginAttempt(claim, turn, 1));
        get(log.join(P, "u1", "owner"));

        Contents contents = get(log.contents(P, 4));

        assertThat(contents.lastSeq()).isEqualTo(11);
        assertThat(contents.tail()).extracting(entry -> entry.message().seq()).containsExactly(8L, 9L, 10L, 11L);
        assertThat(contents.members()).containsExactly("u1");
        assertThat(contents.turns()).isEqualTo(get(log.openTurns(P))).hasSize(1);
        assertThat(get(log.contents("nowhere", 4))).isEqualTo(new Contents(0, List.of(), List.of(), List.of()));
    }

    @Test
    void contentsOfManyAreReadTogetherAndOfLargeEntriesAtLeastOne() {
        List<String> all = IntStream.range(0, 40).mapToObj(i -> "of-many-" + i).toList();
        String large = "long text ".repeat(30_000);
        for (int i = 0; i < all.size(); i++) {
            Claim claim = claim(all.get(i));
            append(claim, said(all.get(i), "first of " + i));
            append(claim, said(all.get(i), i % 2 == 0 ? "short" : large));
            append(claim, said(all.get(i), i % 2 == 0 ? "last" : large));
        }

        List<Contents> contents = get(Future.all(
                        all.stream().map(id -> log.contents(id, 200)).toList()))
                .list();

        for (int i = 0; i < all.size(); i++) {
            List<Long> tail = contents.get(i).tail().stream()
                    .map(entry -> entry.message().seq())
                    .toList();
            assertThat(tail).as(all.get(i)).isEqualTo(i % 2 == 0 ? List.of(1L, 2L, 3L) : List.of(3L));
            assertThat(contents.get(i).lastSeq()).isEqualTo(3);
        }
    }

    @Test
    void pagesForwardAscendAndSayWhetherThereIsMore() {
        fill(10);

        Page first = get(log.after(P, 0, 4));
        Page last = get(log.after(P, 8, 4));
        Page exact = get(log.after(P, 6, 4));

        assertThat(numbers(first)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(first.more()).isTrue();
        assertThat(numbers(last)).containsExactly(9L, 10L);
        assertThat(last.more()).isFalse();
        assertThat(numbers(exact)).containsExactly(7L, 8L, 9L, 10L);
        assertThat(exact.more()).isFalse();
        assertThat(get(log.after(P, 10, 4)).entries()).isEmpty();
    }

    @Test
    void pagesBackwardAscendTooAndSayWhetherThereIsMore() {
        fill(10);

        Page latest = get(log.before(P, Long.MAX_VALUE, 3));
        Page earlier = get(log.before(P, 8, 3));
        Page first = get(log.before(P, 4, 3));

        assertThat(numbers(latest)).containsExactly(8L, 9L, 10L);
        assertThat(latest.more()).isTrue();
        assertThat(numbers(earlier)).containsExactly(5L, 6L, 7L);
        assertThat(numbers(first)).containsExactly(1L, 2L, 3L);
        assertThat(first.more()).isFalse();
        assertThat(get(log.before(P, 1, 3)).entries()).isEmpty();
    }

    @Test
    void theEndOfATurnIsFoundHoweverMuchCameAfterIt() {
        Claim claim = claim();
        append(claim, asked("first"));
        append(claim, asked("second"));
        append(claim, answered(2, "of the second"));
        append(claim("p2"), said("p2", "elsewhere"));
        List<Future<Long>> more = IntStream.range(0, 600)
                .mapToObj(i -> log.append(claim, said("n" + i)))
                .toList();
        more.forEach(ConversationLogContract::get);

        StoredEntry end = get(log.endOf(P, 2));

        assertThat(end.message().seq()).isEqualTo(3);
        assertThat(end.endsSeq()).isEqualTo(2);
        assertThat(get(log.endOf(P, 1))).isNull();
        assertThat(get(log.endOf("p2", 2))).isNull();
    }

    @Test
    void aPageEndsAtHalfAMebibyteAndHasAtLeastOneEntry() {
        Claim claim = claim();
        String large = "好".repeat(100 * 1024); // 300 KiB in UTF-8
        append(claim, said("small"));
        append(claim, said(large));
        append(claim, said(large));
        append(claim, said("x".repeat(1024 * 1024)));

        Page first = get(log.after(P, 0, 50));
        Page second = get(log.after(P, 2, 50));
        Page third = get(log.after(P, 3, 50));
        Page back = get(log.before(P, 4, 50));

        assertThat(numbers(first)).containsExactly(1L, 2L);
        assertThat(first.more()).isTrue();
        assertThat(numbers(second)).containsExactly(3L);
        assertThat(second.more()).isTrue();
        assertThat(numbers(third)).containsExactly(4L);
        assertThat(third.more()).isFalse();
        assertThat(numbers(back)).containsExactly(3L);
        assertThat(back.more()).isTrue();
    }

    @Test
    void whatWasSaidComesBackToTheLetter() {
        JsonObject args = new JsonObject()
                .put("键", new JsonArray().add(1).add("二").add(true))
                .put("n", 1.5);
        UserMessage said = new UserMessage(
                1_790_000_000_123L,
                P,
                0,
                "01J00000000000000000000001",
                "c'1",
                "u:1",
                "你好，世界 👩🏽‍🚀 \"quoted\" \\ 'single' \n\t\u0001 ؛ ﷽ 𝕏 \uFFFF",
                List.of("https://example.org/图.png"),
                "01J00000000000000000000000",
                "选择",
                args,
                new JsonObject().put("empty", new JsonObject()));

        append(claim(), new Entry(said, "u:1", "c'1", null, null));

        assertThat(history(P)).containsExactly(said.withSeq(1));
    }

    @Test
    void aMebibyteComesBackToTheLetter() {
        String text = "a👍好".repeat(1024 * 1024 / 8);

        append(claim(), said(text));

        assertThat(contentOf(history(P).get(0))).isEqualTo(text);
    }

    @Test
    void clientIdsAreToldApartByCaseAndByAccent() {
        Claim claim = claim();
        append(claim, said(P, "abc", "small"));

        long seq = append(claim, said(P, "ABC", "large"));

        assertThat(seq).isEqualTo(2);
        assertThat(get(log.byClientId(P, "u1", "Abc"))).isNull();
    }

    @Test
    void anEntryIsFoundByItsMessageIdInItsOwnConversation() {
        Entry question = asked("question");
        Claim claim = claim();
        long turn = append(claim, question);
        Entry answer = answered(turn, "answer");
        append(claim, answer);

        StoredEntry found = get(log.byMessageId(P, answer.message().messageId()));

        assertThat(found).isEqualTo(new StoredEntry(answer.message().withSeq(2), turn));
        assertThat(get(log.byMessageId(P, question.message().messageId())).endsSeq())
                .isNull();
        assertThat(get(log.byMessageId("p2", question.message().messageId()))).isNull();
        assertThat(get(log.byMessageId(P, "nothing"))).isNull();
    }

    @Test
    void anEntryIsFoundByTheClientIdOfItsUser() {
        append(claim(), said(P, "c1", "hello"));

        StoredEntry found = get(log.byClientId(P, "u1", "c1"));

        assertThat(contentOf(found.message())).isEqualTo("hello");
        assertThat(found.message().seq()).isEqualTo(1);
        assertThat(get(log.byClientId(P, "u2", "c1"))).isNull();
        assertThat(get(log.byClientId("p2", "u1", "c1"))).isNull();
    }

    private void fill(int entries) {
        Claim claim = claim();
        IntStream.range(0, entries)
                .mapToObj(i -> log.append(claim, said("n" + i)))
                .toList()
                .forEach(ConversationLogContract::get);
    }

    private static List<Long> numbers(Page page) {
        return page.entries().stream()
                .map(StoredEntry::message)
                .map(Logged::seq)
                .toList();
    }
}
