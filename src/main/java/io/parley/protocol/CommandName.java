package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The commands of PROTOCOL section 2. */
public enum CommandName {
    @JsonProperty("cancel")
    CANCEL,
    @JsonProperty("regenerate")
    REGENERATE,
    @JsonProperty("history")
    HISTORY,
    @JsonProperty("generate")
    GENERATE,
    @JsonProperty("help")
    HELP
}
