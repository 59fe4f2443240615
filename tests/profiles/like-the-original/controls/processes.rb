# encoding: utf-8

title 'Processes'

control 'like-running' do
  impact 0.7
  title 'Something runs, and not as root'
  desc 'The number of entries, and the users in them.'

  describe processes('sleep') do
    its('entries.length') { should be >= 1 }
    its('users') { should_not include 'root' }
  end
end

control 'like-absent' do
  impact 0.5
  title 'A loop over names makes a check for each'
  desc 'Names in brackets of the older kind.'

  %w(cupsd avahi-daemon).each do |name|
    describe processes(name) do
      its('entries.length') { should eq 0 }
    end
  end
end
