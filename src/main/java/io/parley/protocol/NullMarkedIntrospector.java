package io.parley.protocol;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Makes Jackson keep the promise of {@code @NullMarked}: a record's text, number, flag, enum or record component that is
 * not {@code @Nullable} must be in the JSON, and an absent list is an empty one. Free JSON is left to the constructor.
 */
final class NullMarkedIntrospector extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final JsonSetter.Value FAIL = JsonSetter.Value.forValueNulls(Nulls.FAIL);
    private static final JsonSetter.Value EMPTY = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter) || isNullable(parameter)) {
            return super.findSetterInfo(annotated);
        }
        Class<?> type = parameter.getRawType();
        if (Collection.class.isAssignableFrom(type)) {
            return EMPTY;
        }
        boolean isOne = type.isPrimitive() || type.isEnum() || type.isRecord() || type.isSealed();
        return isOne || type == String.class ? FAIL : super.findSetterInfo(annotated);
    }

    /** Asks the record's component: javac 17 loses some annotations on the parameters of a compact constructor. */
    private static boolean isNullable(AnnotatedParameter parameter) {
        RecordComponent[] components = parameter.getDeclaringClass().getRecordComponents();
        if (components == null || parameter.getOwner().getParameterCount() != components.length) {
            return true;
        }
        return components[parameter.getIndex()].getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
