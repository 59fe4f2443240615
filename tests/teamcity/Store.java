import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Properties as a TeamCity agent writes them: each text in a file of its own, with one property. */
class Store {
    /** FOLDER LINES: in each line of the file LINES a text, as hexadecimal digits, four for each unit of UTF-16. */
    public static void main(String[] arguments) throws Exception {
        int at = 0;
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.length(); i += 4) {
                text.append((char) Integer.parseInt(line.substring(i, i + 4), 16));
            }
            Properties properties = new Properties();
            properties.setProperty("teamcity.build.triggeredBy", text.toString());
            properties.setProperty(text.toString(), "a name");
            try (OutputStream out = Files.newOutputStream(Path.of(arguments[0], String.valueOf(at++)))) {
                properties.store(out, "TeamCity configuration parameters\n" + text);
            }
        }
    }
}
