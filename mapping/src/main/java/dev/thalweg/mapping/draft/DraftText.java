package dev.thalweg.mapping.draft;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.feature.FeatureReader;
import dev.thalweg.mapping.file.YamlText;
import dev.thalweg.schemas.text.Shown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The YAML of a draft, with comments for the person who goes on with it. */
final class DraftText {
  private static final int FEATURES_MAX = 1_000;
  private static final int PATH_CHARS_MAX = 200;

  private final DraftRequest request;
  private final int rows;
  private final List<String> lines = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Set<String> columns = new HashSet<>();
  private int features;

  DraftText(DraftRequest request, int rows) {
    this.request = request;
    this.rows = rows;
  }

  boolean hasFeatures() {
    return features > 0;
  }

  void add(String path, Guess guess) {
    if (path.isBlank() || path.length() > PATH_CHARS_MAX) {
      leaveOut(path, "has a name that is empty or too long");
    } else if (guess.features().isEmpty()) {
      leaveOut(path, guess.comment());
    } else {
      guess.features().forEach(feature -> add(feature, guess.comment()));
    }
  }

  private void add(Feature feature, String comment) {
    List<String> own = feature.columns();
    if (features == FEATURES_MAX || columns.size() + own.size() > FeatureReader.COLUMNS_MAX) {
      leaveOut(feature.field(), "comes after very many others");
    } else if (own.stream().anyMatch(columns::contains)) {
      leaveOut(feature.field(), "would have a column of another field's name: give it a name");
    } else {
      features++;
      columns.addAll(own);
      Map<String, Object> keys = feature.brief();
      String item = YamlText.inline(keys.size() == 1 ? feature.field() : keys);
      lines.add("  - " + item + (comment.isEmpty() ? "" : "  # " + comment));
    }
  }

  private void leaveOut(String path, String why) {
    if (leftOut.size() < FEATURES_MAX) {
      leftOut.add("  # %s is left out: it %s".formatted(quoted(path), why));
    }
  }

  /** The whole text. */
  String with(String target, TargetGuess guess) {
    List<String> all = new ArrayList<>();
    all.add(
        rows == 0
            ? "# Drafted from the schema alone: read it, and change what is wrong."
            : "# Drafted from %,d records: read it, and change what is wrong.".formatted(rows));
    all.add("pipeline: " + YamlText.scalar(request.pipeline()));
    all.add("source:");
    all.add("  topics: " + YamlText.inline(request.topics()));
    all.add("  format: " + request.format().text());
    all.add(id());
    all.add(time());
    all.add("features:");
    all.addAll(lines);
    all.addAll(leftOut);
    all.addAll(target(target, guess));
    all.add("# If the target comes later, in records of a topic of its own:");
    all.add("# labels: {topic: NAME, id: FIELD, within: 1h}");
    all.add("# weight: FIELD  # how much a sample counts, 0 to 1000");
    return String.join("\n", all) + "\n";
  }

  private String id() {
    return request.id() == null
        ? "id: $offset  # or a field, or $key; it joins labels, and finds a sample again"
        : "id: " + YamlText.scalar(request.id());
  }

  private String time() {
    return request.time() == null
        ? "time: $timestamp  # the record's own, or a field"
        : "time: " + YamlText.scalar(request.time());
  }

  private List<String> target(String path, TargetGuess guess) {
    String type =
        guess.classes().isEmpty() ? "type: number" : "classes: " + YamlText.inline(guess.classes());
    String comment = guess.comment().isEmpty() ? "" : "  # " + guess.comment();
    List<String> target =
        List.of("target:", "  field: " + YamlText.scalar(path), "  " + type + comment);
    if (request.target() != null) {
      return target;
    }
    if (path.isEmpty()) {
      return List.of("# target: {field: NAME, classes: [A, B]}  # what is to be learned?");
    }
    List<String> proposed = new ArrayList<>();
    proposed.add(
        "# What is to be learned? Perhaps %s, the last field, which is no feature above:"
            .formatted(quoted(path)));
    target.forEach(line -> proposed.add("# " + Shown.text(line)));
    return proposed;
  }
}
