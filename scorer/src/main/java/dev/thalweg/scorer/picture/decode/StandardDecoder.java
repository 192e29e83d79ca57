package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The platform's decoders, given only what has been checked: a file without metadata, and the size
 * its header declares. Nothing is written to disk.
 */
final class StandardDecoder {

  private StandardDecoder() {}

  /** Decodes every nth row and column, so that at most a megapixel is held. */
  static PixelGrid decode(String format, byte[] encoded, int width, int height)
      throws PictureException {
    ImageReader reader = reader(format);
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
        throw broken(null);
      }
      ImageReadParam param = reader.getDefaultReadParam();
      int step = PixelGrid.step(width, height);
      param.setSourceSubsampling(step, step, 0, 0);
      return PixelGrid.of(reader.read(0, param));
    } catch (IOException | RuntimeException | InternalError | StackOverflowError e) {
      // The decoders answer broken files with all of these.
      throw broken(e);
    } catch (OutOfMemoryError e) {
      throw PictureException.tooLarge(
          "There is no memory left for a picture of this size now: send a smaller one.");
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(String format) {
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
