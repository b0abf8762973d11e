using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>Connections are numbered over restarts.</summary>
public sealed class ConnectionNumbersTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string File => _directory.File("sparkplug.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void They_begin_at_0_and_go_on_over_a_restart_and_round()
    {
        Assert.Equal(0, Open().Next("g/n"));
        var (numbers, seen) = (Open(), new List<int>());
        for (var connection = 1; connection < 300; connection++) seen.Add(numbers.Next("g/n"));
        Assert.Equal(Enumerable.Range(1, 299).Select(number => number & 255), seen);
        Assert.Equal(0, numbers.Next("g/other"));
        Assert.Equal(300 & 255, Open().Next("g/n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"connections":{"g/n":"x"}}""")]
    [InlineData("""{"connections":5}""")]
    public void A_file_that_is_none_begins_anew(string text)
    {
        System.IO.File.WriteAllText(File, text);
        var numbers = Open();
        Assert.Equal([0, 1], [numbers.Next("g/n"), numbers.Next("g/n")]);
    }

    [Fact]
    public void A_disk_that_takes_nothing_costs_no_connection()
    {
        var numbers = new ConnectionNumbers(Path.Combine(File, "no", "folder"), NullLogger.Instance);
        Assert.Equal([0, 1], [numbers.Next("g/n"), numbers.Next("g/n")]);
    }

    private ConnectionNumbers Open() => new(File, NullLogger.Instance);
}
