import java.io.File;
import java.io.IOException;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.ValidationResult.ValidationError;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Validates the files named on the command line against PDF/A-1b; see preflight.sh. */
public class Preflight {
    private static final int ERRORS_SHOWN = 20;

    private static ValidationResult validate(String path) throws IOException {
        PreflightParser parser = new PreflightParser(new File(path));
        try {
            parser.parse();
        } catch (SyntaxValidationException e) {
            return e.getResult();
        }
        try (PreflightDocument document = parser.getPreflightDocument()) {
            document.validate();
            return document.getResult();
        }
    }

    private static boolean report(String path, ValidationResult result) {
        if (!result.isValid()) {
            System.out.println("FAIL " + path);
            result.getErrorsList().stream().limit(ERRORS_SHOWN).forEach(Preflight::print);
        }
        return result.isValid();
    }

    private static void print(ValidationError error) {
        System.out.println("  " + error.getErrorCode() + " " + error.getDetails());
    }

    public static void main(String[] paths) {
        int valid = 0;
        for (String path : paths) {
            try {
                valid += report(path, validate(path)) ? 1 : 0;
            } catch (IOException | RuntimeException e) {
                System.out.println("FAIL " + path + "\n  " + e);
            }
        }
        System.out.println("preflight 1b: " + valid + " of " + paths.length + " valid");
        System.exit(valid == paths.length ? 0 : 1);
    }
}
