package dev.thalweg.cli.snapshots;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thalweg.cli.terminal.Printable;
import dev.thalweg.monitor.score.FigureText;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.SnapshotListing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A listing of snapshots as {@code snapshots list} shows it. */
final class SnapshotTable {
  private final SnapshotListing listing;
  private final Instant now;
  private final Optional<SnapshotEntry> served;

  SnapshotTable(SnapshotListing listing, Instant now) {
    this.listing = listing;
    this.now = now;
    this.served = listing.served();
  }

  /** For people: a heading, a row for each, and what scorers do. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!listing.entries().isEmpty()) {
      lines.add(
          row(
              "SEQUENCE",
              "VERSION",
              "STEP",
              isOfNumbers() ? "MAE" : "ACCURACY",
              "LOSS",
              "AGE",
              "SHA256",
              "PARENT",
              "MARKS"));
    }
    for (SnapshotEntry entry : listing.entries()) {
      lines.add(
          row(
              entry.sequence(),
              entry.version(),
              entry.step(),
              success(entry),
              Printable.decimal(entry.loss()),
              Printable.age(entry.trainedAt(), now),
              Printable.hash(entry.sha256()),
              Printable.hash(entry.parentSha256()),
              String.join(", ", marks(entry))));
    }
    lines.add(directive());
    return lines;
  }

  private boolean isOfNumbers() {
    return listing.entries().stream().anyMatch(entry -> entry.error().isPresent());
  }

  /** The accuracy; where numbers are learned, the mean absolute error. */
  private static String success(SnapshotEntry entry) {
    return entry.error().isPresent()
        ? FigureText.of(entry.error().getAsDouble())
        : Printable.percent(entry.accuracy());
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%8s  %12s  %10s  %8s  %9s  %6s  %-12s  %-12s  %s", cells)
        .stripTrailing();
  }

  private List<String> marks(SnapshotEntry entry) {
    List<String> marks = new ArrayList<>();
    if (isServed(entry)) {
      marks.add("serving");
    }
    if (listing.isPinned(entry)) {
      marks.add("pinned");
    } else if (listing.isKept(entry)) {
      marks.add("kept");
    }
    if (listing.isPromoted(entry)) {
      marks.add("promoted");
    }
    if (entry.damage().isPresent()) {
      marks.add("damaged");
    }
    return marks;
  }

  private boolean isServed(SnapshotEntry entry) {
    return served.filter(entry::equals).isPresent();
  }

  private String directive() {
    if (listing.pin().isEmpty()) {
      return listing.promoted().isPresent()
          ? "Scorers follow the promoted snapshot; those with --gate off the newest."
          : "Scorers follow the newest snapshot.";
    }
    Directive pin = listing.pin().get();
    String age = Printable.age(pin.getIssuedAt(), now);
    return served.isPresent()
        ? "Version %d was pinned %s ago: scorers serve it.".formatted(pin.getVersion(), age)
        : ("Version %d was pinned %s ago, but is not where the directive says, or is"
                    + " damaged: scorers go")
                .formatted(pin.getVersion(), age)
            + " on with what they served. Pin a version, or follow.";
  }

  /** For machines: an object for each. */
  List<String> json() {
    return listing.entries().stream().map(entry -> object(entry).toString()).toList();
  }

  private ObjectNode object(SnapshotEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sequence", entry.sequence());
    node.put("version", entry.version());
    node.put("step", entry.step());
    node.put("accuracy", entry.accuracy());
    node.put("error", entry.error().isPresent() ? entry.error().getAsDouble() : null);
    node.put("loss", entry.loss());
    node.put("trainedAt", entry.trainedAt().toString());
    node.put("sha256", entry.sha256());
    node.put("parentSha256", entry.parentSha256());
    node.put("offset", entry.offset());
    node.put("inRing", entry.inRing());
    node.put("serving", isServed(entry));
    node.put("pinned", listing.isPinned(entry));
    node.put("kept", listing.isKept(entry));
    node.put("promoted", listing.isPromoted(entry));
    node.put("damage", entry.damage().orElse(null));
    return node;
  }

  /** Remarks on the table, for people and machines alike; at most a line of each kind. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (listing.entries().isEmpty()) {
      remarks.add("There is no snapshot yet: train until the first one is taken.");
    }
    if (listing.passedOver() > 0) {
      remarks.add(
          "Passed over %d records of the topic that are not snapshots of this model."
              .formatted(listing.passedOver()));
    }
    return remarks;
  }
}
