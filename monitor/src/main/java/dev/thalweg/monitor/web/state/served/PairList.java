package dev.thalweg.monitor.web.state.served;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latest 200 predicted numbers whose targets have come. A prediction and its label come in
 * either order; of the last 4,096 ids each waits here for the other. The first prediction of an id
 * counts.
 */
public final class PairList implements Section {
  /** Most pairs that are shown. */
  public static final int PAIRS_MAX = 200;

  /** Most predictions and labels that wait for each other. */
  public static final int HELD_MAX = 4_096;

  private final Deque<Pair> pairs = new ArrayDeque<>();
  private boolean changed;

  private final Map<String, Held> heldById =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
          return size() > HELD_MAX;
        }
      };

  /** What has come of one id; NaN where it has not. */
  private record Held(double target, double predicted) {}

  private record Pair(double target, double predicted) {}

  /** Takes what was predicted; pairs it with its label if that is there. */
  public void add(Prediction prediction) {
    if (isNumber(prediction.getValue()) && isHeldUnder(prediction.getId())) {
      Held held = heldById.get(prediction.getId());
      if (held == null) {
        heldById.put(prediction.getId(), new Held(Double.NaN, prediction.getValue()));
      } else if (Double.isNaN(held.predicted())) {
        settle(prediction.getId(), held.target(), prediction.getValue());
      }
    }
  }

  /** Takes a label; pairs it with its prediction if that is there. */
  public void add(Label label) {
    if (isNumber(label.getValue()) && isHeldUnder(label.getId())) {
      Held held = heldById.get(label.getId());
      if (held == null) {
        heldById.put(label.getId(), new Held(label.getValue(), Double.NaN));
      } else if (Double.isNaN(held.target())) {
        settle(label.getId(), label.getValue(), held.predicted());
      }
    }
  }

  private static boolean isNumber(Double value) {
    return value != null && Double.isFinite(value);
  }

  private static boolean isHeldUnder(String id) {
    return id.length() <= Text.LENGTH_MAX;
  }

  /** Both stay known under the id for a while, so that a repeat does not count again. */
  private void settle(String id, double target, double predicted) {
    heldById.put(id, new Held(target, predicted));
    pairs.addLast(new Pair(target, predicted));
    if (pairs.size() > PAIRS_MAX) {
      pairs.removeFirst();
    }
    changed = true;
  }

  /** How many wait for their other half. */
  public int held() {
    return heldById.size();
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  /** Each: what it was, what was predicted; the oldest first. */
  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("pairs");
    for (Pair pair : pairs) {
      json.writeStartArray();
      JsonNumbers.writeFigure(json, pair.target());
      JsonNumbers.writeFigure(json, pair.predicted());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
