package io.parley.agent.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Deals choices in an order that depends on a seed alone; none comes again before all have come. */
final class Deck {
    private final List<String> cards;
    private final Random order;
    private int dealt;

    Deck(List<String> choices, long seed) {
        this.cards = new ArrayList<>(choices);
        this.order = new Random(seed);
        Collections.shuffle(cards, order);
    }

    String deal() {
        if (dealt == cards.size()) {
            shuffle();
        }
        return cards.get(dealt++);
    }

    private void shuffle() {
        String last = cards.get(cards.size() - 1);
        Collections.shuffle(cards, order);
        if (cards.size() > 1 && cards.get(0).equals(last)) {
            Collections.swap(cards, 0, cards.size() - 1);
        }
        dealt = 0;
    }
}
