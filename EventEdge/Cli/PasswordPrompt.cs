using System.Text;

namespace EventEdge.Cli;

/// <summary>Reads a password at the terminal without showing it.</summary>
internal static class PasswordPrompt
{
    public static string Ask(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != '\0') typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
