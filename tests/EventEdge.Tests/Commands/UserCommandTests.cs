using System.Text;
using EventEdge.Commands;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.EventEdge.Tests.Commands;

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
        var theirs = _bench.File("theirs", $"anna:$6$c2FsdHNhbHRzYWx0${Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData([.. "s3cret"u8, .. "saltsaltsalt"u8]))}\nbob:plain\n");
        Assert.Equal(ExitCode.BadInput, await RunAsync("import", theirs));
        Assert.True(PasswordFile.Load(Users).Find("anna")!.Matches("s3cret"u8));
        Assert.Contains("1 users added", _bench.Output);
        Assert.Contains("line 2: the password of 'bob' is not hashed", _bench.Error);

        var (acl, rules) = (_bench.File("their-acl", "user anna\ntopic plant/#\n"), _bench.File("acl", "* publish mine/#\n"));
        for (var n = 0; n < 2; n++) Assert.Equal(ExitCode.Success, await _bench.RunAsync("acl", "import", acl, "--acl-file", rules));
        Assert.Equal(["* publish mine/#", "anna any plant/#"], await File.ReadAllLinesAsync(rules, TestContext.Current.CancellationToken));
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
}
