// Posts a body to each URL that it reads, one a line, with the JDK's own client as it is by default (it offers h2c).
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Post {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] parts = line.split("\t", 3);
            HttpRequest request = HttpRequest.newBuilder(URI.create(parts[0]))
                .header("Authorization", "Bearer " + arguments[0])
                .header("Content-Type", "application/json")
                .header("X-DashScope-Async", parts[1])
                .POST(HttpRequest.BodyPublishers.ofString(parts[2])).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(response.statusCode() + " " + response.body().replace("\n", " "));
        }
    }
}
