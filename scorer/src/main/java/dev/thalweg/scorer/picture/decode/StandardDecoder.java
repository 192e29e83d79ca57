package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The platform's decoders, given only what has been checked: a file without metadata, and the size
 * its header declares. Nothing is written to disk.
 */
final class StandardDecoder {
  private static final String CUT_SHORT = "premature end"; // the JPEG library's own words

  private final String format;
  private final byte[] encoded;
  private final int width;
  private final int height;
  private boolean whole;

  StandardDecoder(String format, byte[] encoded, int width, int height) {
    this.format = format;
    this.encoded = encoded;
    this.width = width;
    this.height = height;
  }

  /** Refuses a JPEG of which pixels are missing, which decodes to grey ones otherwise. */
  void requireWhole() {
    whole = true;
  }

  /** Every nth row and column, so that at most a megapixel is held. */
  PixelGrid pixels() throws PictureException {
    return decoded((reader, param) -> PixelGrid.of(reader.read(0, param)));
  }

  /**
   * The same of a JPEG in four inks.
   *
   * @param transformed whether three of them are stored as luminance and chrominance
   */
  PixelGrid inks(boolean transformed) throws PictureException {
    return decoded((reader, param) -> PixelGrid.ofInks(reader.readRaster(0, param), transformed));
  }

  /** Reads with a reader that is set up. */
  @FunctionalInterface
  private interface Reading {
    PixelGrid read(ImageReader reader, ImageReadParam param) throws IOException;
  }

  private PixelGrid decoded(Reading reading) throws PictureException {
    ImageReader reader = reader();
    AtomicBoolean cutShort = new AtomicBoolean();
    reader.addIIOReadWarningListener(
        (source, warning) -> cutShort.compareAndSet(false, warning.contains(CUT_SHORT)));
    PixelGrid grid;
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
        throw broken(null);
      }
      ImageReadParam param = reader.getDefaultReadParam();
      int step = PixelGrid.step(width, height);
      param.setSourceSubsampling(step, step, 0, 0);
      grid = reading.read(reader, param);
    } catch (IOException | RuntimeException | InternalError | StackOverflowError e) {
      // The decoders answer broken files with all of these.
      throw broken(e);
    } catch (OutOfMemoryError e) {
      throw PictureException.tooLarge(
          "There is no memory left for a picture of this size now: send a smaller one.");
    } finally {
      reader.dispose();
    }
    if (whole && cutShort.get()) {
      throw PictureException.cutShort();
    }
    return grid;
  }

  private ImageReader reader() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IllegalStateException(
          "This Java has no decoder for " + format + ": run one with the module java.desktop");
    }
    return readers.next();
  }

  private static PictureException broken(Throwable cause) {
    return PictureException.malformed(
        "The picture is damaged and can't be decoded: save it again and send that.", cause);
  }
}
