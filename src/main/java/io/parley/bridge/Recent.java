package io.parley.bridge;

import java.util.LinkedHashMap;
import java.util.Map;

/** The latest entries; the oldest is forgotten for one more than {@value #LIMIT}. */
final class Recent<V> extends LinkedHashMap<String, V> {
    static final int LIMIT = 4_096;
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > LIMIT;
    }
}
