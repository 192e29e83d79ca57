package dev.thalweg.monitor.web.state.served;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.avro.Prediction;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which version answered last, for each scorer and model: the pipeline's own model, challengers and
 * shadows. A scorer that has been silent for long while others answered is gone; where none has
 * answered since, all are kept.
 */
public final class ServedVersions implements Section {
  /** Most scorers and models that are shown. */
  public static final int LINES_MAX = 64;

  private static final long SILENT_MS_MAX = Duration.ofMinutes(10).toMillis();
  private static final Comparator<Map.Entry<Answering, Answer>> BY_NAME =
      Comparator.comparing(
          Map.Entry::getKey,
          Comparator.comparing(Answering::scorer).thenComparing(Answering::model));

  private final InstantSource clock;

  /** In the order in which they answered last. */
  private final Map<Answering, Answer> last = new LinkedHashMap<>();

  private long newestMs = Long.MIN_VALUE;
  private boolean changed;

  private record Answering(String scorer, String model) {}

  private record Answer(long version, long scoredAtMs) {}

  /** One that has heard of nobody. */
  public ServedVersions(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes an answer of a scorer. */
  public void add(Prediction prediction) {
    // What a clock that is ahead says must not stay the latest until then.
    long at = Math.min(prediction.getScoredAt().toEpochMilli(), clock.millis());
    Answering key =
        new Answering(Text.cut(prediction.getScorer()), Text.cut(prediction.getModel()));
    Answer before = last.get(key);
    if (before != null && at < before.scoredAtMs()) {
      return;
    }
    last.remove(key);
    last.put(key, new Answer(prediction.getVersion(), at));
    if (last.size() > LINES_MAX) {
      last.remove(last.keySet().iterator().next());
    }
    newestMs = Math.max(newestMs, at);
    changed = true;
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("served");
    for (Map.Entry<Answering, Answer> entry : heard()) {
      json.writeStartObject();
      json.writeStringField("scorer", entry.getKey().scorer());
      json.writeStringField("model", entry.getKey().model());
      json.writeNumberField("version", entry.getValue().version());
      json.writeNumberField("scoredAt", entry.getValue().scoredAtMs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private List<Map.Entry<Answering, Answer>> heard() {
    return last.entrySet().stream()
        .filter(entry -> entry.getValue().scoredAtMs() >= newestMs - SILENT_MS_MAX)
        .sorted(BY_NAME)
        .toList();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
