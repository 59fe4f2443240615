title 'Files'

# For messages: a long list is cut, and says by how much.
named = ->(list) { list.first(20).join(', ') + (list.length > 20 ? " and #{list.length - 20} more" : '') }

control 'container-baseline-08' do
  impact 0.7
  title 'Nothing of the system can be changed by everybody'
  desc <<~TEXT
    A program, library or setting that every user may write to is a way from any hole in the application to whatever runs
    next with that file, root's programs included. In shared folders such as /tmp the sticky bit keeps users from replacing
    each other's files.
  TEXT
  desc 'check', <<~TEXT
    find /bin /etc /lib /opt /sbin /srv /usr -xdev \\( -type f -perm -0002 \\) -o \\( -type d -perm -0002 ! -perm -1000 \\)
    prints nothing, and /tmp, /var/tmp and /dev/shm have mode 1777 or stricter. Needs a shell and find in the target.
  TEXT
  desc 'fix', 'chmod o-w on what it lists; chmod +t on folders that must stay writable by everybody.'
  tag severity: 'high'
  tag nist: ['AC-3', 'AC-6', 'CM-5']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions',
            'CIS Distribution Independent Linux Benchmark, 1.1 Filesystem Configuration']

  quoted = input('protected_folders').map { |folder| "'#{folder.gsub("'", "'\\\\''")}'" }.join(' ')
  # Links are left out: what /bin links to is listed by itself. NUL ends each name, as a name may hold a line feed.
  search = command(<<~SHELL)
    set --
    for folder in #{quoted}; do [ ! -d "$folder" ] || [ -h "$folder" ] || set -- "$@" "$folder"; done
    [ "$#" -gt 0 ] || exit 3
    LC_ALL=C find "$@" -xdev '(' -type f -perm -0002 -o -type d -perm -0002 ! -perm -1000 ')' -print0
  SHELL
  # Folders that this user may not enter hide nothing that he could change. Any other complaint means: not checked.
  complaints = search.stderr.split("\n").reject { |line| line.include?('ermission denied') }
  unless search.exit_status == 0 || (search.exit_status == 1 && complaints.empty? && !search.stderr.empty?)
    raise "find did not run to its end (exit status #{search.exit_status}): #{search.stderr}"
  end

  found = search.stdout.split("\0").sort
  describe 'Files of the system' do
    it('cannot be changed by everybody') { expect(found).to be_empty, named.call(found) }
  end

  ['/tmp', '/var/tmp', '/dev/shm'].select { |path| directory(path).exist? }.each do |path|
    next if directory(path).mode & 0o002 == 0

    describe directory(path) do
      it { should be_sticky }
    end
  end
end
