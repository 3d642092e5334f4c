using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>nginx as the yardstick: one worker, connections kept on both sides, nothing buffered to disk, nothing logged.</summary>
internal static class NginxTarget
{
    public static Target Start(string program, string folder, int upstreamPort)
    {
        var port = Target.FreePort();
        var conf = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(conf, Configuration(folder, port, upstreamPort));
        var process = ChildProcess.Start(program, ["-p", folder, "-e", Path.Combine(folder, "nginx.log"), "-c", conf]);
        return new Target("nginx", process, port, Target.NoKey).WhenListening();
    }

    private static string Configuration(string folder, int port, int upstreamPort)
    {
        // A master started by root gives its worker another user, who could not write to the folder.
        var user = Environment.UserName == "root" ? "user root;" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {{user}}
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            events { worker_connections 4096; }
            http {
              access_log off;
              tcp_nodelay on;
              keepalive_timeout 600s;
              keepalive_requests 1000000000;
              client_max_body_size 64m;
              client_body_buffer_size 128k;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              upstream mock {
                server 127.0.0.1:{{upstreamPort}};
                keepalive 256;
                keepalive_requests 1000000000;
              }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://mock;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                }
              }
            }

            """);
    }
}
