title 'Software'

# For messages: a long list is cut, and says by how much.
named = ->(list) { list.first(20).join(', ') + (list.length > 20 ? " and #{list.length - 20} more" : '') }

control 'container-baseline-09' do
  impact 0.3
  title 'There are no clients for protocols without encryption'
  desc <<~TEXT
    telnet, rsh, ftp and their kin send passwords in the clear. Nobody needs them in a container, but an intruder does: to
    fetch his tools, and to try the neighbours. Alpine keeps them out of its busybox for this reason.
  TEXT
  desc 'check', 'command -v telnet rlogin rsh rcp rexec talk ftp tftp finds nothing.'
  desc 'fix', 'Remove the packages telnet, rsh-client, talk, ftp, tftp; of busybox, take a build without these applets.'
  tag severity: 'low'
  tag nist: ['CM-7', 'SC-8']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 2.3 Service Clients',
            'CIS Docker Benchmark, 4.3 Ensure that unnecessary packages are not installed in the container']

  programs = %w[telnet rlogin rsh rcp rexec talk ftp tftp]
  folders = %w[/usr/bin /bin /usr/local/bin].reject { |folder| file(folder).symlink? }
  paths = folders.flat_map { |folder| programs.map { |name| "#{folder}/#{name}" } }
  installed = paths.select { |path| file(path).exist? }
  describe 'Clients without encryption' do
    it('are not installed') { expect(installed).to be_empty, named.call(installed) }
  end
end

control 'container-baseline-10' do
  impact 0.5
  title 'The distribution still gets security updates'
  desc <<~TEXT
    Once a release has reached its end of life, holes in its libraries stay open and scanners that compare with the vendor's
    advisories fall silent, because there are none any more. Rebuilding such an image changes nothing.
  TEXT
  desc 'check', <<~TEXT
    grep -E '^(ID|VERSION_ID)=' /etc/os-release names a release that is not older than that in the input oldest_releases.
    A distribution that is not listed there is not reviewed.
  TEXT
  desc 'fix', 'Build upon a release that its vendor still supports.'
  tag severity: 'medium'
  tag nist: ['SI-2', 'SA-22']
  tag cis: ['CIS Docker Benchmark, 4.4 Ensure images are scanned and rebuilt to include security patches']

  path = ['/etc/os-release', '/usr/lib/os-release'].find { |candidate| file(candidate).file? }
  values = {}
  (path ? file(path).content.to_s : '').split("\n").each do |line|
    name, value = line.split('=', 2)
    values[name] = value.strip.delete(%q("')) if value
  end
  id = values['ID'].to_s
  release = values['VERSION_ID'].to_s
  oldest = input('oldest_releases')[id]

  if path.nil?
    describe 'Distribution' do
      skip 'There is no os-release: the vendor is not known.'
    end
  elsif oldest.nil? || release.empty?
    describe 'Distribution' do
      skip "It is not known until when #{id} #{release} gets updates: see the input oldest_releases."
    end
  else
    parts = ->(text) { text.split('.').map(&:to_i) }
    current = (parts.call(release) <=> parts.call(oldest.to_s)) >= 0
    describe "#{id} #{release}" do
      it "is expected to be #{oldest} or later, which gets security updates" do
        expect(current).to eq true
      end
    end
  end
end
