package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.avro.Image;
import dev.thalweg.schemas.avro.Label;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins images and labels by id, whichever comes first, and keeps the latest pairs. What has no
 * other half waits, the latest of it, so that memory stays bounded: a label that comes more than so
 * many images after its own finds no image. Confined to one thread.
 *
 * <p>What is read back from several partitions comes in no order. So until {@link #settle} all
 * pairs are kept that there is room for; then those that were labelled last, and after that the
 * order is that of their coming.
 */
final class LabelJoin {
  /** Most images, and most labels, that wait for their other half; most pairs before it settles. */
  static final int WAITING_MAX = 20_000;

  /** Most pixels that wait, and most that are kept in pairs. */
  private static final long PIXELS_MAX = 64L << 20;

  private static final int ID_CHARS_MAX = 1_024;
  private static final int UNKNOWN = -1;

  private final int wanted;
  private final Images waiting = new Images();
  private final Images pairs = new Images();
  private final Map<String, Label> labels = new LinkedHashMap<>();
  private int pairsMax = WAITING_MAX;
  private long joined;

  /**
   * @param wanted most pairs that are kept
   */
  public LabelJoin(int wanted) {
    this.wanted = wanted;
  }

  /** An image, and when its label became known. */
  private record Entry(LabelledImage image, Instant labelledAt) {
    Entry labelled(Label label) {
      return new Entry(
          new LabelledImage(image.height(), image.width(), image.pixels(), label.getLabel()),
          label.getLabelledAt());
    }
  }

  /** Images by id in the order they came, with the sum of their pixels. */
  private static final class Images {
    private final Map<String, Entry> byId = new LinkedHashMap<>();
    private long pixels;

    void put(String id, Entry entry, int imagesMax) {
      remove(id);
      byId.put(id, entry);
      pixels += entry.image().pixels().length;
      while (byId.size() > imagesMax || pixels > PIXELS_MAX) {
        remove(byId.keySet().iterator().next());
      }
    }

    Entry remove(String id) {
      Entry removed = byId.remove(id);
      if (removed != null) {
        pixels -= removed.image().pixels().length;
      }
      return removed;
    }
  }

  /** Takes an image; one that is not what it says, or is paired already, is passed over. */
  void image(Image image) {
    String id = image.getId();
    long size = (long) image.getHeight() * image.getWidth();
    if (!isId(id)
        || image.getHeight() < 1
        || image.getPixels().remaining() != size
        || pairs.byId.containsKey(id)) {
      return;
    }
    byte[] pixels = new byte[image.getPixels().remaining()];
    image.getPixels().duplicate().get(pixels);
    Entry entry =
        new Entry(
            new LabelledImage(image.getHeight(), image.getWidth(), pixels, UNKNOWN), Instant.MIN);
    Label label = labels.remove(id);
    if (label == null) {
      waiting.put(id, entry, WAITING_MAX);
    } else {
      pair(id, entry.labelled(label));
    }
  }

  /** Takes a label; the second of an image takes the place of the first. */
  public void label(Label label) {
    String id = label.getId();
    if (!isId(id) || label.getLabel() < 0) {
      return;
    }
    Entry image = waiting.remove(id);
    if (image != null) {
      pair(id, image.labelled(label));
    } else if (pairs.byId.containsKey(id)) {
      pairs.byId.computeIfPresent(id, (unused, paired) -> paired.labelled(label));
    } else {
      labels.put(id, label);
      if (labels.size() > WAITING_MAX) {
        Iterator<String> eldest = labels.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }

  private void pair(String id, Entry entry) {
    pairs.put(id, entry, pairsMax);
    joined++;
  }

  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= ID_CHARS_MAX;
  }

  /** Keeps the pairs that were labelled last, as many as wanted; from now on those made last. */
  void settle() {
    Map<String, Entry> all = new LinkedHashMap<>(pairs.byId);
    all.keySet().forEach(pairs::remove);
    pairsMax = wanted;
    all.entrySet().stream()
        .sorted(Comparator.comparing(pair -> pair.getValue().labelledAt()))
        .forEach(pair -> pairs.put(pair.getKey(), pair.getValue(), wanted));
  }

  /** The latest pairs in their order; at most as many as wanted, once it has settled. */
  List<LabelledImage> latest() {
    return pairs.byId.values().stream().map(Entry::image).toList();
  }

  /** Pairs that were made so far. */
  long joined() {
    return joined;
  }

  /** Images and labels that wait for their other half. */
  int waiting() {
    return waiting.byId.size() + labels.size();
  }
}
