using System.Globalization;
using System.Text;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>A request as it came over a connection.</summary>
internal sealed record WireRequest(string Method, string Path, string Query, string Body)
{
    /// <summary>Reads one; null when the connection ends before it does.</summary>
    public static async Task<WireRequest?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (await LineAsync(stream, cancellation) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            var parts = lines[0].Split(' ');
            var path = parts[1].Split('?', 2);
            return new(parts[0], Uri.UnescapeDataString(path[0]), path.Length > 1 ? Uri.UnescapeDataString(path[1]) : string.Empty,
                await BodyAsync(stream, lines, cancellation));
        }

        return null;
    }

    private static async Task<string> BodyAsync(Stream stream, List<string> head, CancellationToken cancellation)
    {
        if (ValueOf(head, "Content-Length") is { } length)
            return await TextAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), cancellation);
        if (ValueOf(head, "Transfer-Encoding") is null) return string.Empty;
        var body = new StringBuilder();
        while (int.Parse(await LineAsync(stream, cancellation) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0
            and var chunk)
        {
            body.Append(await TextAsync(stream, chunk, cancellation));
            await LineAsync(stream, cancellation);
        }

        await LineAsync(stream, cancellation);
        return body.ToString();
    }

    private static string? ValueOf(List<string> head, string name) =>
        head.Find(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private static async Task<string> TextAsync(Stream stream, int length, CancellationToken cancellation)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return Encoding.UTF8.GetString(bytes);
    }

    private static async Task<string?> LineAsync(Stream stream, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation) > 0)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        return null;
    }
}
