package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.text.Shown;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The latest 32 images that were classified wrongly. An image, its prediction and its label come in
 * any order; of the last 4,096 images each waits here for the others, which is up to 20 MB. Labels
 * that come after more images than that still count in the accuracy; their images are not drawn.
 */
public final class MissList implements Section {
  static final int MISSES_MAX = 32;
  public static final int HELD_MAX = 4_096;

  /** Larger images are not drawn. */
  static final int PIXELS_MAX = 4_096;

  private final Deque<Miss> misses = new ArrayDeque<>();
  private boolean changed;

  private final Map<String, Held> heldById =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
          return size() > HELD_MAX;
        }
      };

  /** What has come of one image so far. */
  private static final class Held {
    byte[] pixels;
    int height;
    int width;
    Integer label;
    Guess guess;
  }

  private record Guess(int label, double probability, long version) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Miss(String id, int height, int width, byte[] pixels, int label, Guess guess) {}

  void add(Example example) {
    int size = example.getData().remaining();
    List<Integer> shape = example.getShape();
    if (isHeldUnder(example.getId())
        && size <= PIXELS_MAX
        && example.getDatatype() == Datatype.UINT8
        && ExampleFormat.isSound(shape, example.getDatatype(), example.getData(), false)
        && shape.size() == 2) {
      Held held = held(example.getId());
      held.pixels = new byte[size];
      example.getData().duplicate().get(held.pixels);
      held.height = shape.get(0);
      held.width = shape.get(1);
      settle(example.getId(), held);
    }
  }

  void add(Label label) {
    if (isHeldUnder(label.getId())) {
      Held held = held(label.getId());
      held.label = label.getLabel();
      settle(label.getId(), held);
    }
  }

  void add(Prediction prediction) {
    if (isHeldUnder(prediction.getId())) {
      Held held = held(prediction.getId());
      held.guess =
          new Guess(prediction.getLabel(), probability(prediction), prediction.getVersion());
      settle(prediction.getId(), held);
    }
  }

  private static double probability(Prediction prediction) {
    List<Float> probabilities = prediction.getProbabilities();
    int label = prediction.getLabel();
    return label >= 0 && label < probabilities.size() ? probabilities.get(label) : Double.NaN;
  }

  private static boolean isHeldUnder(String id) {
    return id.length() <= Text.LENGTH_MAX;
  }

  private Held held(String id) {
    return heldById.computeIfAbsent(id, k -> new Held());
  }

  private void settle(String id, Held held) {
    if (held.pixels == null || held.label == null || held.guess == null) {
      return;
    }
    heldById.remove(id);
    if (held.label != held.guess.label()) {
      misses.addLast(new Miss(id, held.height, held.width, held.pixels, held.label, held.guess));
      if (misses.size() > MISSES_MAX) {
        misses.removeFirst();
      }
      changed = true;
    }
  }

  int held() {
    return heldById.size();
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("misses");
    for (Iterator<Miss> newest = misses.descendingIterator(); newest.hasNext(); ) {
      Miss miss = newest.next();
      json.writeStartObject();
      json.writeStringField("id", Shown.text(miss.id()));
      json.writeNumberField("height", miss.height());
      json.writeNumberField("width", miss.width());
      json.writeFieldName("pixels");
      json.writeBinary(miss.pixels());
      json.writeNumberField("label", miss.label());
      json.writeNumberField("predicted", miss.guess().label());
      json.writeFieldName("probability");
      JsonNumbers.writeRounded(json, miss.guess().probability());
      json.writeNumberField("version", miss.guess().version());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
