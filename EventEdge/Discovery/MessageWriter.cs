using System.Text.Json;
using System.Text.Unicode;
using EventEdge.Cli;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.Discovery;

/// <summary>Writes messages down as they are heard, a JSON object a line, which <c>discover --from</c> reads again.</summary>
internal sealed class MessageWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly Utf8JsonWriter _json;

    private MessageWriter(FileStream file)
    {
        _file = file;
        _json = new(file);
    }

    /// <exception cref="CommandFailure">There is such a file already, or none can be made.</exception>
    public static MessageWriter Open(string path, bool force)
    {
        try
        {
            return new(new FileStream(path, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        }
        catch (IOException) when (!force && File.Exists(path))
        {
            throw CommandFailure.BadInput($"--record: there is a file {path} already; name another, or write over it with --force");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.BadInput($"--record: {failed.Message}");
        }
    }

    /// <summary>Writes a message.</summary>
    public void Write(SeenMessage message)
    {
        _json.WriteStartObject();
        _json.WriteString("tst", message.ReceivedAt.UtcDateTime);
        _json.WriteString("topic", message.Topic);
        _json.WriteNumber("qos", message.Qos);
        _json.WriteNumber("retain", message.Retained ? 1 : 0);
        if (Utf8.IsValid(message.Payload.Span)) _json.WriteString("payload", message.Payload.Span);
        else _json.WriteBase64String("payload_base64", message.Payload.Span);
        _json.WriteEndObject();
        _json.Flush();
        _file.WriteByte((byte)'\n');
        _json.Reset();
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
