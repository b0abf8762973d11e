using System.Text;
using EventEdge.Cli;
using EventEdge.EdgeBridge.Security;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Users;

public sealed class UserCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    private string Users => Path.Combine(_bench.Folder, "users");

    [Fact]
    public async Task A_user_is_added_listed_and_removed()
    {
        Assert.Equal(ExitCode.Success, await AddAsync("anna", "s3cret\n"));
        Assert.True(PasswordFile.Load(Users).Find("anna")!.Matches("s3cret"u8));
        Assert.Equal(ExitCode.Success, await RunAsync("list", "--output", "json"));
        Assert.Contains("{\"user\":\"anna\"}", _bench.Output);
        Assert.Equal(ExitCode.Success, await RunAsync("remove", "anna"));
        Assert.Empty(PasswordFile.Load(Users).Users);
        Assert.Equal(ExitCode.BadInput, await RunAsync("remove", "anna"));
    }

    [Fact]
    public async Task Users_and_permissions_of_a_mosquitto_are_taken_over_as_far_as_they_go()
    {
        var theirs = _bench.File("theirs", $"anna:{Hashed("s3cret")}\nbob:plain\n");
        Assert.Equal(ExitCode.BadInput, await RunAsync("import", theirs));
        Assert.True(PasswordFile.Load(Users).Find("anna")!.Matches("s3cret"u8));
        Assert.Contains("1 users added", _bench.Output);
        Assert.Contains("line 2: the password of 'bob' is not hashed", _bench.Error);

        var (acl, rules) = (_bench.File("their-acl", "user anna\ntopic plant/#\n"), _bench.File("acl", "* publish mine/#\n"));
        for (var n = 0; n < 2; n++) Assert.Equal(ExitCode.Success, await _bench.RunAsync("acl", "import", acl, "--acl-file", rules));
        Assert.Equal(["* publish mine/#", "anna any plant/#"], await File.ReadAllLinesAsync(rules, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Importing_the_same_users_again_changes_nothing_and_is_no_mistake()
    {
        var theirs = _bench.File("theirs", $"anna:{Hashed("s3cret")}\n");
        for (var n = 0; n < 2; n++) Assert.Equal(ExitCode.Success, await RunAsync("import", theirs));
        Assert.Contains("1 users added", _bench.Output);
        Assert.Contains("0 users added", _bench.Output);
        Assert.Empty(_bench.Error);

        _bench.File("theirs", $"anna:{Hashed("other")}\n");
        Assert.Equal(ExitCode.BadInput, await RunAsync("import", theirs));
        Assert.Contains("'anna' is there with another password, which stays", _bench.Error);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("acl")]
    public async Task A_file_that_is_no_text_is_the_users_mistake(string command)
    {
        await File.WriteAllBytesAsync(Users, [0xff, 0xfe, 0xfd], TestContext.Current.CancellationToken);
        var target = Path.Combine(_bench.Folder, "target");
        Assert.Equal(ExitCode.BadInput,
            await _bench.RunAsync(command, "import", Users, command == "user" ? "--password-file" : "--acl-file", target));
        Assert.Contains($"{Users}: it is not UTF-8", _bench.Error);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task Permissions_with_a_line_that_no_node_reads_are_left_as_they_are()
    {
        var (theirs, ours) = (_bench.File("theirs", "user anna\ntopic plant/#\n"), _bench.File("acl", "nonsense\n"));
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("acl", "import", theirs, "--acl-file", ours));
        Assert.Contains($"{ours}: line 1", _bench.Error);
        Assert.Equal("nonsense\n", await File.ReadAllTextAsync(ours, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_import_replaces_the_file_behind_its_link_as_a_whole_and_leaves_it_to_whom_it_was()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        var (theirs, real) = (_bench.File("theirs", "user anna\ntopic plant/#\n"), _bench.File("real", "* publish mine/#"));
        var link = Path.Combine(_bench.Folder, "link");
        File.CreateSymbolicLink(link, real);
        File.SetUnixFileMode(real, Mode);
        var isOther = System.Diagnostics.Process.Start("chown", ["1:2", real]) is { } chown && await EndAsync(chown) == 0;
        using var before = File.OpenRead(real);

        Assert.Equal(ExitCode.Success, await _bench.RunAsync("acl", "import", theirs, "--acl-file", link));

        Assert.Equal("real", new FileInfo(link).LinkTarget is { } target ? Path.GetFileName(target) : null);
        Assert.Equal(["* publish mine/#", "anna any plant/#"], await File.ReadAllLinesAsync(real, TestContext.Current.CancellationToken));
        Assert.Equal(Mode, File.GetUnixFileMode(real));
        if (isOther) Assert.Equal("1:2", await OwnerAsync(real));
        // Who has it open reads the old one to its end.
        Assert.Equal("* publish mine/#", await new StreamReader(before).ReadToEndAsync(TestContext.Current.CancellationToken));

        File.Move(real, Users);
        await AddAsync("anna", "x\n");
        if (isOther) Assert.Equal("1:2", await OwnerAsync(Users));
    }

    [Fact]
    public async Task Adding_again_replaces_the_password()
    {
        await AddAsync("anna", "old\n");
        await AddAsync("anna", "new\r\nignored\n");
        Assert.True(PasswordFile.Load(Users).Find("anna")!.Matches("new"u8));
        Assert.Contains("anna has a new password", _bench.Output);
        Assert.DoesNotContain("new\r", await File.ReadAllTextAsync(Users, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("anna", "\n", "empty")]
    [InlineData("a/b", "x\n", "not a user name")]
    [InlineData("*", "x\n", "not a user name")]
    public async Task What_cannot_be_a_user_is_not_written(string name, string input, string message)
    {
        Assert.Equal(ExitCode.BadInput, await AddAsync(name, input));
        Assert.Contains(message, _bench.Error);
        Assert.False(File.Exists(Users));
    }

    [Fact]
    public async Task Without_a_file_there_is_no_guess_which_one()
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("user", "list"));
        Assert.Contains("--password-file", _bench.Error);
    }

    [Fact]
    public async Task A_damaged_file_is_left_as_it_is()
    {
        _bench.File("users", "anna: no hash\n");
        Assert.Equal(ExitCode.BadInput, await AddAsync("bob", "x\n"));
        Assert.Contains("line 1", _bench.Error);
        Assert.Equal("anna: no hash\n", await File.ReadAllTextAsync(Users, TestContext.Current.CancellationToken));
    }

    private Task<int> AddAsync(string name, string input)
    {
        _bench.Input = Encoding.UTF8.GetBytes(input);
        return RunAsync("add", name);
    }

    private Task<int> RunAsync(params string[] arguments) => _bench.RunAsync(["user", .. arguments, "--password-file", Users]);

    private static string Hashed(string password)
    {
        var hash = System.Security.Cryptography.SHA512.HashData([.. Encoding.UTF8.GetBytes(password), .. "saltsaltsalt"u8]);
        return $"$6$c2FsdHNhbHRzYWx0${Convert.ToBase64String(hash)}";
    }

    private static async Task<string> OwnerAsync(string path)
    {
        using var stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%u:%g", path]) { RedirectStandardOutput = true })!;
        return (await stat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
    }

    private static async Task<int> EndAsync(System.Diagnostics.Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode;
        }
    }
}
