using System.Text.RegularExpressions;
using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Nodes;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Scaffolding;

/// <summary><c>eventedge new</c> makes what <c>eventedge validate</c> and <c>eventedge test</c> pass.</summary>
public sealed class NewCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("function", null, 3)]
    [InlineData("function", "--runtime csharp", 3)]
    [InlineData("function", "--runtime python", 4, "python3")]
    [InlineData("function", "--runtime node", 4, "node")]
    [InlineData("binding", null, 2)]
    [InlineData("binding", "--trigger mqtt", 2)]
    [InlineData("binding", "--trigger http", 2)]
    [InlineData("binding", "--trigger every", 2)]
    [InlineData("binding", "--trigger cron", 2)]
    [InlineData("binding", "--trigger on", 2)]
    public async Task What_is_new_works_as_it_is(string kind, string? form, int files, string program = "sh")
    {
        Assert.SkipUnless(ProcessHost.Exists(program), $"{program} is not installed");
        Assert.Equal(
            ExitCode.Success, await _bench.RunAsync(["new", kind, "over_heat", .. form?.Split(' ') ?? [], "--folder", _bench.Folder]));
        Assert.Equal(files, Directory.GetFiles(_bench.Folder, "*", SearchOption.AllDirectories).Length);

        Assert.Empty(BindingsCheck.Of(Path.Combine(_bench.Folder, "over_heat.yaml")).Problems);
        Assert.True(await _bench.RunAsync("test", _bench.Folder) == ExitCode.Success, _bench.Output + _bench.Error);
        Assert.EndsWith("1 passed, 0 failed\n", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binding", "mqtt")]
    [InlineData("function", "csharp")]
    public async Task Without_a_form_the_first_one_is_made(string kind, string form)
    {
        await _bench.RunAsync("new", kind, "press", "--folder", Path.Combine(_bench.Folder, "a"));
        await _bench.RunAsync(
            "new", kind, "press", kind == "binding" ? "--trigger" : "--runtime", form, "--folder", Path.Combine(_bench.Folder, "b"));
        Assert.Equal(await TextAsync("a/press.yaml"), await TextAsync("b/press.yaml"));
    }

    [Theory]
    [InlineData("python", "process-python/eventedge.py")]
    [InlineData("node", "process-node/eventedge.mjs")]
    public async Task What_speaks_with_the_node_is_the_file_of_the_samples(string runtime, string sample)
    {
        await _bench.RunAsync("new", "function", "press", "--runtime", runtime, "--folder", _bench.Folder);
        var original = await File.ReadAllTextAsync(Repository.File($"samples/{sample}"), TestContext.Current.CancellationToken);
        Assert.Equal(original, await TextAsync($"functions/press/{Path.GetFileName(sample)}"));
    }

    [Theory]
    [InlineData("binding", "--trigger", "htpp", "--trigger: 'htpp' is none of mqtt, http, every, cron, on; did you mean http?")]
    [InlineData("binding", "--trigger", "carrier_pigeon", "--trigger: 'carrier_pigeon' is none of mqtt, http, every, cron, on")]
    [InlineData("function", "--runtime", "pyton", "--runtime: 'pyton' is none of csharp, python, node; did you mean python?")]
    public async Task A_form_that_is_none_is_refused_with_the_nearest_one(string kind, string flag, string word, string sentence)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("new", kind, "press", flag, word, "--folder", _bench.Folder));
        Assert.Equal($"eventedge: {sentence}\n", _bench.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_bench.Folder));
    }

    [Fact]
    public async Task The_longest_name_leaves_room_for_a_second_binding()
    {
        var name = new string('a', 58);
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("new", "binding", name, "--trigger", "on", "--folder", _bench.Folder));
        Assert.Empty(BindingsCheck.Of(Path.Combine(_bench.Folder, $"{name}.yaml")).Problems);
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("new", "binding", name + "a", "--folder", _bench.Folder));
    }

    [Fact]
    public async Task The_help_names_the_forms_and_the_default()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("new", "binding", "--help"));
        Assert.Contains(
            "What starts it: mqtt, http, every, cron, on. Default: mqtt", Regex.Replace(_bench.Output, @"\s+", " "),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_never_overwritten()
    {
        var mine = _bench.File("mine.cases.yaml", "mine");
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("new", "binding", "mine", "--folder", _bench.Folder));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(_bench.Folder));
        Assert.Contains("is there already", _bench.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Press")]
    [InlineData("../press")]
    [InlineData("1st")]
    public async Task A_name_that_is_none_is_refused(string name) =>
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("new", "function", name, "--folder", _bench.Folder));

    private Task<string> TextAsync(string file) =>
        File.ReadAllTextAsync(Path.Combine(_bench.Folder, file), TestContext.Current.CancellationToken);
}
