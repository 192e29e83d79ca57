package dev.thalweg.cli.snapshots;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thalweg.cli.terminal.Printable;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Stage;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.SnapshotValidator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A snapshot as {@code snapshots show} shows it: every field, whether its hashes match, and what is
 * wrong with it.
 */
final class SnapshotDetails {
  private final Snapshot snapshot;
  private final Instant now;
  private final Optional<String> damage;
  private final boolean contentMatches;
  private final boolean chainMatches;
  private final List<Stage> layers = new ArrayList<>();
  private String output = "";
  private String unknownArchitecture = "";

  /**
   * @param damage why no scorer would serve it; empty when it is sound
   */
  SnapshotDetails(Snapshot snapshot, Optional<String> damage, Instant now) {
    this.snapshot = snapshot;
    this.damage = damage;
    this.now = now;
    contentMatches =
        SnapshotSeal.contentSha256(snapshot.getParameters()).equals(snapshot.getContentSha256());
    chainMatches = SnapshotSeal.sha256(snapshot).equals(snapshot.getSha256());
    try {
      addLayers(Architecture.parse(snapshot.getArchitecture()));
    } catch (IllegalArgumentException e) {
      unknownArchitecture = e.getMessage();
    }
  }

  private void addLayers(Architecture architecture) {
    layers.addAll(architecture.stages());
    output = architecture.output().text();
  }

  /** What a layer is, such as {@code dense(128,relu)}; the last one with the network's output. */
  private String kind(int index) {
    Stage layer = layers.get(index);
    boolean isLast = index == layers.size() - 1;
    return isLast ? "dense(" + layer.outputs().size() + "," + output + ")" : layer.layer().text();
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "Model", snapshot.getModel());
    add(lines, "Version", snapshot.getVersion() + " samples");
    add(lines, "Sequence", "%d, slot %d".formatted(snapshot.getSequence(), slot()));
    add(lines, "Step", snapshot.getStep());
    add(
        lines,
        "Trained at",
        "%s, %s ago".formatted(at(), Printable.age(snapshot.getTrainedAt(), now)));
    if (snapshot.getError() == null) {
      add(lines, "Accuracy so far", Printable.percent(snapshot.getAccuracy()));
    } else {
      add(lines, "Error so far", Printable.decimal(snapshot.getError()));
    }
    add(lines, "Loss so far", Printable.decimal(snapshot.getLoss()));
    for (PartitionOffset end : snapshot.getOffsets()) {
      add(
          lines,
          "Stands for",
          "partition %d of samples, below offset %d"
              .formatted(end.getPartition(), end.getOffset()));
    }
    add(lines, "Backend", snapshot.getBackend());
    add(lines, "Architecture", snapshot.getArchitecture());
    addShapes(lines);
    lines.add("Hyper-parameters");
    Map<String, String> settings = new TreeMap<>(snapshot.getHyperparameters());
    Optional<String> mapping = Optional.ofNullable(settings.remove(SnapshotValidator.MAPPING));
    settings.forEach(
        (name, value) -> lines.add(Printable.text("  %-24s %s".formatted(name, value))));
    mapping.ifPresent(
        text -> {
          lines.add("Mapping");
          text.lines().forEach(line -> lines.add(Printable.text("  " + line)));
        });
    add(lines, "sha256", snapshot.getSha256() + matches(chainMatches));
    add(lines, "contentSha256", snapshot.getContentSha256() + matches(contentMatches));
    String parent = snapshot.getParentSha256();
    add(lines, "parentSha256", parent.isEmpty() ? "none: it is the first" : parent);
    damage.ifPresent(why -> add(lines, "Damaged", why));
    return lines;
  }

  private static void add(List<String> lines, String name, Object value) {
    lines.add("%-18s %s".formatted(name, Printable.text(value.toString())));
  }

  private static String matches(boolean does) {
    return does ? ", matches" : ", DOES NOT MATCH";
  }

  private void addShapes(List<String> lines) {
    if (!unknownArchitecture.isEmpty()) {
      add(lines, "Layers", "unknown: " + unknownArchitecture);
    } else {
      lines.add("%-36s %20s %10s".formatted("Layers", "shape", "parameters"));
    }
    for (int i = 0; i < layers.size(); i++) {
      Stage layer = layers.get(i);
      String shape = layer.inputs().text() + " to " + layer.outputs().text();
      lines.add("  %2d  %-30s %20s %10d".formatted(i + 1, kind(i), shape, layer.parameters()));
    }
    add(lines, "Parameters", "%d, float32, %d bytes".formatted(bytes() / Float.BYTES, bytes()));
  }

  private int bytes() {
    return snapshot.getParameters().remaining();
  }

  private long slot() {
    return Math.floorMod(snapshot.getSequence(), (long) SnapshotRing.SLOTS);
  }

  /** As text of any time: a record may hold one that no calendar has. */
  private String at() {
    return snapshot.getTrainedAt().toString();
  }

  /**
   * For machines: one object, by the names of the schema, together with what was found out about
   * it.
   */
  List<String> json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("model", snapshot.getModel());
    node.put("sequence", snapshot.getSequence());
    node.put("version", snapshot.getVersion());
    node.put("step", snapshot.getStep());
    node.put("architecture", snapshot.getArchitecture());
    ArrayNode shapes = node.putArray("layers");
    for (int i = 0; i < layers.size(); i++) {
      Stage layer = layers.get(i);
      shapes
          .addObject()
          .put("kind", kind(i))
          .put("inputs", layer.inputs().text())
          .put("outputs", layer.outputs().text())
          .put("parameters", layer.parameters());
    }
    ObjectNode settings = node.putObject("hyperparameters");
    new TreeMap<>(snapshot.getHyperparameters()).forEach(settings::put);
    node.put("parameterBytes", bytes());
    node.put("parts", snapshot.getParts());
    ArrayNode offsets = node.putArray("offsets");
    for (PartitionOffset end : snapshot.getOffsets()) {
      offsets.addObject().put("partition", end.getPartition()).put("offset", end.getOffset());
    }
    node.put("loss", snapshot.getLoss());
    node.put("accuracy", snapshot.getAccuracy());
    node.put("error", snapshot.getError());
    node.put("backend", snapshot.getBackend());
    node.put("trainedAt", at());
    node.put("contentSha256", snapshot.getContentSha256());
    node.put("contentSha256Matches", contentMatches);
    node.put("sha256", snapshot.getSha256());
    node.put("sha256Matches", chainMatches);
    node.put("parentSha256", snapshot.getParentSha256());
    node.put("damage", damage.orElse(null));
    return List.of(node.toString());
  }
}
