using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary>A function is one source file: bound by its path, wrong with line and column, swapped by an edit.</summary>
public sealed class SourceFunctionTests : IDisposable
{
    /// <summary>So few that compiling them takes no time; every swap loads one all the same.</summary>
    private const int Sources = 3;

    private readonly CodeFolder _folder = new(CodeFolder.Answering(42));
    private readonly CollectingOutput _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_source_file_answers_events()
    {
        using var dispatcher = _folder.Dispatcher(_output);
        dispatcher.Apply(_folder.Config());

        dispatcher.Dispatch(Some.Reading(1, 20));

        Assert.Equal(42, Assert.Single(_output.Points).Point.Fields.Single().Value.AsNumber);
    }

    [Fact]
    public void Every_compile_error_is_told_with_its_place()
    {
        _folder.Write("own.cs", "public sealed class Answer : IEventFunction\n{\n    private int x = \"a\";\n    private Unknown y;\n}\n");

        var problems = _folder.Read().Problems;

        Assert.All(problems, p => Assert.EndsWith("own.cs", p.File, StringComparison.Ordinal));
        Assert.Equal([(1, 30), (3, 21), (4, 13)], problems.Select(p => (p.Line, p.Column)));
        Assert.Contains("CS0029", problems[1].Message, StringComparison.Ordinal);
        Assert.Contains("    private int x = \"a\";\n", problems[1].Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_is_another_version_and_a_touch_is_none()
    {
        var before = Version();
        _folder.Write("own.cs", CodeFolder.Answering(42));
        Assert.Equal(before, Version());
        _folder.Write("own.cs", CodeFolder.Answering(43));
        Assert.NotEqual(before, Version());
    }

    [Fact]
    public void What_was_read_is_what_runs_even_if_the_file_has_changed_since()
    {
        var config = _folder.Config();
        _folder.Write("own.cs", CodeFolder.Answering(43));
        using var dispatcher = _folder.Dispatcher(_output);

        dispatcher.Apply(config);
        dispatcher.Dispatch(Some.Reading(1, 20));

        Assert.Equal(42, Assert.Single(_output.Points).Point.Fields.Single().Value.AsNumber);
    }

    [Fact]
    public void Code_that_is_not_kept_any_more_is_not_replaced_by_what_its_file_has_become()
    {
        var config = _folder.Config();
        _folder.Write("own.cs", CodeFolder.Answering(43));
        _folder.Code = new FunctionCode(_folder.Path);
        using var dispatcher = _folder.Dispatcher(_output);

        var error = Assert.Throws<BindingException>(() => dispatcher.Apply(config));

        Assert.Contains("'own.cs' is not what was bound, and what was bound is not kept any more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_was_read_is_what_runs_even_if_its_file_has_changed_since()
    {
        File.Copy(typeof(PerEvent).Assembly.Location, Path.Combine(_folder.Path, "own.dll"));
        _folder.Write("bindings.yaml", CodeFolder.Bindings.Replace(
            "own.cs", $"{{ assembly: own.dll, class: {typeof(PerEvent).FullName} }}", StringComparison.Ordinal));
        var config = _folder.Config();
        _folder.Write("own.dll", "no assembly any more");
        using var dispatcher = _folder.Dispatcher(_output);

        dispatcher.Apply(config);
        dispatcher.Dispatch(Some.Reading(1, 20));

        Assert.Equal(20, Assert.Single(_output.Points).Point.Fields.Single().Value.AsNumber);
    }

    [Fact]
    public void A_restart_goes_on_with_the_code_that_ran_and_does_not_compile()
    {
        var cache = Path.Combine(_folder.Path, "cache");
        _folder.Code = new FunctionCode(_folder.Path, cache);
        var saved = _folder.Read().PinnedText;
        _folder.Write("own.cs", "this is no C#");
        _folder.Code = new FunctionCode(_folder.Path, cache, ["/no/such/compiler"]);
        using var dispatcher = _folder.Dispatcher(_output);

        dispatcher.Apply(BindingsFile.ParsePinned(saved, "saved").Config!);
        dispatcher.Dispatch(Some.Reading(1, 20));

        Assert.Equal(42, Assert.Single(_output.Points).Point.Fields.Single().Value.AsNumber);
    }

    [Fact]
    public void A_compiler_that_cannot_be_run_is_a_problem_of_the_binding()
    {
        _folder.Code = new FunctionCode(_folder.Path, compilerCommand: ["/no/such/compiler"]);

        var problem = Assert.Single(_folder.Read().Problems);

        Assert.Contains("the compiler '/no/such/compiler' cannot be started", problem.Message, StringComparison.Ordinal);
        Assert.Equal((4, 25), (problem.Line, problem.Column));
    }

    [Fact]
    public void After_a_hundred_swaps_only_the_last_function_is_left()
    {
        using var dispatcher = _folder.Dispatcher(_output);
        var first = Swap(dispatcher, 0);
        for (var version = 1; version <= 100; version++) Swap(dispatcher, version);

        Assert.True(Collected(() => !first.IsAlive), "the first version is still loaded");
        Assert.True(
            Collected(() => AssemblyLoadContext.All.Count(IsOwn) == 1), $"{AssemblyLoadContext.All.Count(IsOwn)} versions are loaded");
        Assert.Equal(
            Enumerable.Range(0, 101).Select(v => v % Sources), _output.Points.Select(p => (int)p.Point.Fields.Single().Value.AsNumber));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Swap(FunctionDispatcher.Engine.Dispatcher dispatcher, int version)
    {
        _folder.Write("own.cs", CodeFolder.Answering(version % Sources));
        dispatcher.Apply(_folder.Config());
        dispatcher.Dispatch(Some.Reading(1, 20));
        return new(AssemblyLoadContext.All.Last(IsOwn));
    }

    private bool IsOwn(AssemblyLoadContext context) => context.Name?.StartsWith("own: " + _folder.Path, StringComparison.Ordinal) == true;

    private static bool Collected(Func<bool> condition)
    {
        for (var i = 0; i < 50 && !condition(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return condition();
    }

    private string Version() => BindingVersion.Of(_folder.Config().Bindings.Single());
}
