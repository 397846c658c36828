package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jackson's complaints as sentences that name the field and nothing of the inside. */
final class Refusals {
    private Refusals() {}

    static BadMessage of(Throwable failure, @Nullable String id) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadMessage bad) {
                return new BadMessage(bad.phrase(), id);
            }
            if (cause instanceof StreamConstraintsException) {
                return new BadMessage(Phrase.of("bad.json_limits"), id);
            }
            if (cause instanceof JsonParseException) {
                return new BadMessage(Phrase.of("bad.not_json"), id);
            }
        }
        return new BadMessage(phrase(failure), id);
    }

    private static Phrase phrase(Throwable failure) {
        if (failure instanceof InvalidNullException missing) {
            return Phrase.of("bad.missing", path(missing));
        }
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return Phrase.of("bad.unknown_field", path(unknown));
        }
        if (failure instanceof InvalidTypeIdException type) {
            return type.getTypeId() == null
                    ? Phrase.of("bad.missing", "type")
                    : Phrase.of(Phrase.UNKNOWN_TYPE, shortened(type.getTypeId()));
        }
        if (failure instanceof InvalidFormatException format
                && format.getTargetType().isEnum()) {
            return Phrase.of("bad.unknown_value", path(format), String.join(", ", names(format.getTargetType())));
        }
        if (failure instanceof MismatchedInputException mismatch) {
            return mismatch.getPath().isEmpty()
                    ? Phrase.of("bad.not_an_object")
                    : Phrase.of("bad.kind", path(mismatch));
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return Phrase.of("bad.kind", path(mapping));
        }
        return Phrase.of("bad.not_json");
    }

    private static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .map(Refusals::shortened)
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    /** The names on the wire of an enum's values. */
    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(Field::isEnumConstant)
                .map(Refusals::wireName)
                .toList();
    }

    private static String wireName(Field constant) {
        JsonProperty given = constant.getAnnotation(JsonProperty.class);
        return given == null ? constant.getName() : given.value();
    }

    private static String shortened(String name) {
        String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 40 ? printable : printable.substring(0, 40) + "…";
    }
}
