using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Pages that show several files, each under its name, are right: their cases pass as the files stand there.</summary>
public sealed partial class DocumentedFilesTests
{
    [Theory]
    [InlineData("docs/how-to/joins-and-lookups.md")]
    [InlineData("docs/how-to/home-assistant.md")]
    public void The_cases_of_a_page_pass(string page)
    {
        var folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
        try
        {
            foreach (Match file in Shown().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, page))))
                File.WriteAllText(Path.Combine(folder, file.Groups[1].Value), file.Groups[2].Value);
            var suites = Directory.GetFiles(folder, $"*{CasesFile.Ending}").Select(cases => CaseSuite.Run(cases)).ToList();

            Assert.NotEmpty(suites);
            Assert.All(suites, suite => Assert.Empty(suite.Problems.Select(p => p.Render())));
            Assert.All(
                suites.SelectMany(suite => suite.Cases),
                c => Assert.True(c.Passed, $"{c.Name}\n{c.Failure}{string.Join('\n', c.Difference)}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("^`([^`\n]+)`:\n\n```[a-z]+\n(.*?)```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Shown();
}
