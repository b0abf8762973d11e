using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Security;

/// <summary>Files named without a folder are those of the current one, for every command.</summary>
public sealed class OwnFolderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("test", "echo.cases.yaml")]
    [InlineData("validate", "echo.yaml")]
    public async Task A_file_in_the_current_folder_is_found_with_the_script_beside_it(params string[] arguments)
    {
        using var scratch = new Scratch();
        await WriteAsync(scratch.Path);

        await using var process = ProcessHost.Start(
            "dotnet", [Places.Program, .. arguments], new Dictionary<string, string> { ["NO_COLOR"] = "1" }, scratch.Path);
        var exitCode = await process.WaitForExitAsync(Limit);

        Assert.True(exitCode == 0, $"{exitCode}: {process.Output}{process.Errors}");
    }

    [Fact]
    public async Task A_script_is_looked_for_beside_the_bindings_wherever_the_command_is_given()
    {
        using var scratch = new Scratch();
        var folder = Directory.CreateDirectory(Path.Combine(scratch.Path, "plant")).FullName;
        await WriteAsync(folder);

        await using var process = ProcessHost.Start(
            "dotnet", [Places.Program, "test", Path.Combine("plant", "echo.cases.yaml")], folder: scratch.Path);

        Assert.True(await process.WaitForExitAsync(Limit) == 0, $"{process.Output}{process.Errors}");
    }

    private static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "functions"));
        var cancelled = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "functions", "echo.py"),
            "import sys\nfor line in sys.stdin:\n    print('{\"fields\":{\"seen\":true}}', flush=True)\n", cancelled);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "echo.yaml"),
            """
            bindings:
              - name: echo
                trigger: { mqtt: "a/{x}" }
                function: { process: "python3 functions/echo.py" }
                emit: { measurement: echo, tags: [x] }
            """,
            cancelled);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "echo.cases.yaml"),
            """
            bindings: echo.yaml
            cases:
              - name: one message
                events:
                  - { at: 1s, topic: a/b, payload: '{"t": 1}' }
                expect:
                  - 'echo,x=b seen=true @1s'
            """,
            cancelled);
    }
}
