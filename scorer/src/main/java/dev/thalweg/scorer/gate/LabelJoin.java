package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.avro.Image;
import dev.thalweg.schemas.avro.Label;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins images and labels by id, whichever comes first, and keeps the latest pairs. What has no
 * other half waits, the latest of it, so that memory stays bounded: a label that comes more than so
 * many images after its own finds no image. Confined to one thread.
 */
final class LabelJoin {
  /** Most images, and most labels, that wait for their other half. */
  static final int WAITING_MAX = 20_000;

  /** Most pixels that wait, and most that are kept in pairs. */
  private static final long PIXELS_MAX = 64L << 20;

  private static final int ID_CHARS_MAX = 1_024;

  private final int wanted;
  private final Images waiting = new Images();
  private final Images pairs = new Images();
  private final Map<String, Integer> labels = new LinkedHashMap<>();

  /**
   * @param wanted most pairs that are kept
   */
  LabelJoin(int wanted) {
    this.wanted = wanted;
  }

  /** Images by id in the order they came, with the sum of their pixels. */
  private static final class Images {
    private final Map<String, LabelledImage> byId = new LinkedHashMap<>();
    private long pixels;

    void put(String id, LabelledImage image, int imagesMax) {
      remove(id);
      byId.put(id, image);
      pixels += image.pixels().length;
      Iterator<LabelledImage> eldest = byId.values().iterator();
      while (byId.size() > imagesMax || pixels > PIXELS_MAX) {
        pixels -= eldest.next().pixels().length;
        eldest.remove();
      }
    }

    LabelledImage remove(String id) {
      LabelledImage removed = byId.remove(id);
      if (removed != null) {
        pixels -= removed.pixels().length;
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
    Integer label = labels.remove(id);
    LabelledImage joined =
        new LabelledImage(image.getHeight(), image.getWidth(), pixels, label == null ? -1 : label);
    if (label == null) {
      waiting.put(id, joined, WAITING_MAX);
    } else {
      pairs.put(id, joined, wanted);
    }
  }

  /** Takes a label; the second of an image takes the place of the first. */
  void label(Label label) {
    String id = label.getId();
    if (!isId(id) || label.getLabel() < 0) {
      return;
    }
    LabelledImage image = waiting.remove(id);
    if (image != null) {
      pairs.put(id, relabelled(image, label), wanted);
    } else if (pairs.byId.containsKey(id)) {
      pairs.byId.computeIfPresent(id, (unused, paired) -> relabelled(paired, label));
    } else {
      labels.put(id, label.getLabel());
      if (labels.size() > WAITING_MAX) {
        Iterator<String> eldest = labels.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }

  private static LabelledImage relabelled(LabelledImage image, Label label) {
    return new LabelledImage(image.height(), image.width(), image.pixels(), label.getLabel());
  }

  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= ID_CHARS_MAX;
  }

  /** The latest pairs, at most as many as wanted, in the order they were made. */
  List<LabelledImage> latest() {
    return List.copyOf(pairs.byId.values());
  }

  /** Images and labels that wait for their other half. */
  int waiting() {
    return waiting.byId.size() + labels.size();
  }
}
