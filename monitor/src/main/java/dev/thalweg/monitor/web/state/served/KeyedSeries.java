package dev.thalweg.monitor.web.state.served;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Points of which a later one replaces an earlier one with the same key. When there are more than
 * the most, every second one of the older half goes: what is new stays whole, what is old gets
 * sparse, and each point that is left is as it was.
 */
public final class KeyedSeries {
  /** 2^53: whole numbers up to here are exact in a double, and in a browser. */
  private static final double EXACT_MAX = 9_007_199_254_740_992.0;

  private final String name;
  private final int pointsMax;
  private final NavigableMap<Long, double[]> points = new TreeMap<>();
  private final TreeSet<Long> changed = new TreeSet<>();
  private long sparseUntil = Long.MIN_VALUE;
  private boolean thinned;

  /** One without points, under a name in JSON, of at most so many. */
  public KeyedSeries(String name, int pointsMax) {
    this.name = name;
    this.pointsMax = pointsMax;
  }

  /** Puts a point, whose values are exact up to 2^53; one that has gone does not come back. */
  public void put(long key, long... values) {
    put(key, Arrays.stream(values).asDoubleStream().toArray());
  }

  /** The same with a mean error behind the values, which are counts; NaN where there is none. */
  public void putWithError(long key, double error, long... counts) {
    put(
        key,
        DoubleStream.concat(Arrays.stream(counts).asDoubleStream(), DoubleStream.of(error))
            .toArray());
  }

  private void put(long key, double[] values) {
    if (key <= sparseUntil && !points.containsKey(key)) {
      return;
    }
    points.put(key, values);
    changed.add(key);
    if (points.size() > pointsMax) {
      thin();
    }
  }

  private void thin() {
    int half = points.size() / 2;
    Iterator<Long> oldest = points.keySet().iterator();
    for (int i = 0; i < half; i++) {
      sparseUntil = oldest.next();
      if (i % 2 == 1) {
        oldest.remove();
      }
    }
    changed.clear();
    thinned = true;
  }

  /** Of the points, ascending. */
  public Collection<Long> keys() {
    return points.keySet();
  }

  /** Whether a point has changed since changes were written last. */
  public boolean hasChanged() {
    return thinned || !changed.isEmpty();
  }

  /** Writes every point. */
  public void writeAll(JsonGenerator json) throws IOException {
    write(json, true, points.keySet());
  }

  /** Writes the points that have changed, which then count as told. */
  public void writeChanges(JsonGenerator json) throws IOException {
    write(json, thinned, thinned ? points.keySet() : changed);
    changed.clear();
    thinned = false;
  }

  /** Each point: its key and its values. */
  private void write(JsonGenerator json, boolean whole, Collection<Long> keys) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeBooleanField("whole", whole);
    json.writeArrayFieldStart("points");
    for (long key : keys) {
      json.writeStartArray();
      json.writeNumber(key);
      for (double value : points.get(key)) {
        if (value == Math.rint(value) && Math.abs(value) < EXACT_MAX) {
          json.writeNumber((long) value);
        } else {
          JsonNumbers.writeFigure(json, value);
        }
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
