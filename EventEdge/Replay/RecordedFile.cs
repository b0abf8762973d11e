using System.Globalization;
using System.Text;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Contracts.Events;

namespace EventEdge.Replay;

/// <summary>A CSV file of recorded events: the first row names the columns, one of them is the time.</summary>
/// <param name="path">The file.</param>
/// <param name="timeColumn">Name of the column with the time.</param>
/// <param name="zone">Zone of timestamps that name none.</param>
internal sealed class RecordedFile(string path, string timeColumn, TimeZoneInfo zone)
{
    /// <summary>The file's name without its ending: <c>{file}</c> of the topic.</summary>
    public string Name => Path.GetFileNameWithoutExtension(path);

    /// <summary>The rows in file order, read as they are asked for.</summary>
    /// <exception cref="CommandFailure">The file is missing or is not what it should be; names file and line.</exception>
    public IEnumerable<ReplayRow> Rows()
    {
        using var text = Open();
        var csv = new CsvReader(text);
        var header = Next(csv) ?? throw CommandFailure.BadInput($"{path} is empty");
        var time = header.ToList().IndexOf(timeColumn);
        if (time < 0)
            throw CommandFailure.BadInput($"{path}: no column '{timeColumn}'; there are {string.Join(", ", header)} (--time-column)");
        while (Next(csv) is { } row)
        {
            if (row.Count != header.Count) throw Wrong(csv.Line, $"{row.Count} fields where the header has {header.Count}");
            if (!RecordedTimestamp.TryParse(row[time], zone, out var timestamp)) throw Wrong(csv.Line, $"'{row[time]}' is not a time");
            yield return new(timestamp, Json(header, row, time, timestamp));
        }
    }

    private StreamReader Open()
    {
        try
        {
            return new(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.BadInput(File.Exists(path) ? $"cannot read {path}" : $"there is no file {path}");
        }
    }

    private IReadOnlyList<string>? Next(CsvReader csv)
    {
        try
        {
            return csv.ReadRow();
        }
        catch (FormatException wrong)
        {
            throw CommandFailure.BadInput($"{path}:{wrong.Message}");
        }
    }

    private CommandFailure Wrong(int line, string what) => CommandFailure.BadInput($"{path}:{line}: {what}");

    private static byte[] Json(IReadOnlyList<string> header, IReadOnlyList<string> row, int time, DateTimeOffset timestamp)
    {
        using var buffer = new MemoryStream(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            for (var i = 0; i < row.Count; i++)
            {
                if (i == time) json.WriteString(header[i], Iso(timestamp));
                else if (row[i].Length > 0) WriteValue(json, header[i], row[i]);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string text)
    {
        if (WholeNumber.TryRead(text, out var whole))
        {
            json.WriteNumber(name, whole);
            return;
        }

        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        if (isNumber) json.WriteNumber(name, number);
        else json.WriteString(name, text);
    }

    private static string Iso(DateTimeOffset timestamp) =>
        timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
