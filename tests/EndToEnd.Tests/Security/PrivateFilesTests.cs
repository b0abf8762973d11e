using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests.Security;

/// <summary>What a node keeps is its user's own, whatever the folder around it lets others do.</summary>
public sealed class PrivateFilesTests
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Nothing_in_a_data_directory_can_be_read_by_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        using var scratch = new Scratch();
        var data = Directory.CreateDirectory(scratch.File("data")).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(data,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using (var node = await Node.StartAsync(
            "demo", "--for", "120s", "--no-open", "--data", data, "--mqtt", $"127.0.0.1:{Scratch.FreePort()}"))
        {
            await node.StatusAsync(status => status.Uplink == "up", "results to leave");
            Assert.Empty(Open(data));
        }

        Assert.Empty(Open(data));
    }

    private static IEnumerable<string> Open(string folder) => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        .Where(entry => !OperatingSystem.IsWindows() && File.Exists(entry) | Directory.Exists(entry)
            && (File.GetUnixFileMode(entry) & OfOthers) != 0)
        .Select(entry => OperatingSystem.IsWindows() ? entry : $"{entry}: {File.GetUnixFileMode(entry)}");
}
