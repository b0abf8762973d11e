using System.Text;
using EventEdge.Cli;
using EventEdge.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.EventEdge.Tests.Discovery;

/// <summary>What is written down is read again as it was heard.</summary>
public sealed class MessageWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-");

    private string Target => Path.Combine(_folder.FullName, "heard.ndjson");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("21.5", 0, false)]
    [InlineData("{\"a\": \"\\\"b\\\"\"}", 1, true)]
    [InlineData("two\nlines", 1, false)]
    [InlineData("Küche 21 °C", 0, false)]
    [InlineData("", 0, true)]
    public void A_text_comes_back(string payload, int qos, bool retained) =>
        Assert.Equal((payload, qos, retained), RoundTrip(Encoding.UTF8.GetBytes(payload), qos, retained));

    [Fact]
    public void Bytes_come_back()
    {
        byte[] bytes = [0xff, 0xd8, 0x00, 0x80];
        Write(new("cam/a", bytes, Instant));
        Assert.Equal(bytes, Read().Payload.ToArray());
    }

    [Fact]
    public void The_time_comes_back_to_the_tick()
    {
        var time = Instant.AddTicks(1_234_567);
        Write(new("a", "1"u8.ToArray(), time));
        Assert.Equal(time, Read().ReceivedAt);
    }

    [Theory]
    [InlineData("a/b c/ü")]
    [InlineData("/a//b")]
    [InlineData("a\"b\\c")]
    public void A_topic_comes_back(string topic)
    {
        Write(new(topic, "1"u8.ToArray(), Instant));
        Assert.Equal(topic, Read().Topic);
    }

    [Fact]
    public void A_file_that_is_there_is_left_alone_unless_it_is_forced()
    {
        File.WriteAllText(Target, "mine");
        var failure = Assert.Throws<CommandFailure>(() => MessageWriter.Open(Target, force: false));
        Assert.Equal(ExitCode.BadInput, failure.ExitCode);
        Assert.Contains("write over it with --force", failure.Message);
        Assert.Equal("mine", File.ReadAllText(Target));
        MessageWriter.Open(Target, force: true).Dispose();
        Assert.Empty(File.ReadAllText(Target));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_said_with_its_flag() => Assert.StartsWith(
        "--record: ",
        Assert.Throws<CommandFailure>(
            () => MessageWriter.Open(Path.Combine(_folder.FullName, "no", "such", "folder"), force: false)).Message,
        StringComparison.Ordinal);

    private static DateTimeOffset Instant => new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private (string Payload, int Qos, bool Retained) RoundTrip(byte[] payload, int qos, bool retained)
    {
        Write(new("a", payload, Instant) { Qos = qos, Retained = retained });
        var read = Read();
        return (Encoding.UTF8.GetString(read.Payload.Span), read.Qos, read.Retained);
    }

    private void Write(SeenMessage message)
    {
        using var writer = MessageWriter.Open(Target, force: false);
        writer.Write(message);
    }

    private SeenMessage Read()
    {
        var recording = new MessageRecording();
        RecordedMessages.Read(Target, default, recording);
        return recording.Topics.Single().Messages.Single();
    }
}
