package io.parley.conversation;

import io.parley.protocol.Lang;
import java.util.function.Consumer;

/**
 * What a running turn works with.
 *
 * @param lang of the user whose turn it is
 * @param ended to be told once, when the agent or a limit has ended the turn
 */
record Workplace(Setting setting, String projectId, Audience audience, Lang lang, Consumer<Running> ended) {}
