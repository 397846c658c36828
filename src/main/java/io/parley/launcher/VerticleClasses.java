package io.parley.launcher;

import io.parley.launcher.config.Classes;
import io.parley.launcher.config.Words;
import io.vertx.core.Deployable;
import java.lang.reflect.Modifier;
import java.util.Optional;

/** Finds the classes that verticles.json names. */
final class VerticleClasses implements Classes {
    @Override
    public Optional<String> section(String name) {
        return Part.of(name).map(Part::shortName);
    }

    @Override
    public Optional<String> problem(String name) {
        try {
            return fault(load(name));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("no class " + className(name) + " on the class path"
                    + Words.nearest(name, Part.shortNames())
                            .filter(near -> !near.equals(name))
                            .map(near -> "; did you mean \"" + near + "\"?")
                            .orElse(""));
        }
    }

    /** The class for {@code name}, in which {@link #problem} found nothing. */
    Class<? extends Deployable> find(String name) {
        try {
            return load(name).asSubclass(Deployable.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(className(name), false, VerticleClasses.class.getClassLoader());
    }

    private static String className(String name) {
        return Part.of(name).map(Part::className).orElse(name);
    }

    private static Optional<String> fault(Class<?> type) {
        if (!Deployable.class.isAssignableFrom(type)) {
            return Optional.of(type.getName() + " is no verticle: it does not extend VerticleBase");
        }
        try {
            boolean usable = Modifier.isPublic(type.getModifiers())
                    && Modifier.isPublic(type.getConstructor().getModifiers())
                    && !Modifier.isAbstract(type.getModifiers());
            return usable ? Optional.empty() : Optional.of(type.getName() + " is not public, or abstract");
        } catch (NoSuchMethodException e) {
            return Optional.of(type.getName() + " has no public constructor without parameters");
        }
    }
}
