# encoding: utf-8

title 'Files'

control 'like-files' do
  impact 0.7
  title 'Several checks of one file, some of them of its attributes'
  desc 'A control whose checks do not all come to the same fails.'

  describe file('/etc/group') do
    it { should exist }
    it { should be_owned_by 'root' }
    its('mode') { should cmp '0644' }
  end

  describe file('/etc/gshadow') do
    it { should exist }
    it { should be_owned_by 'root' }
    its('mode') { should cmp '0640' }
    it { should_not be_readable.by('others') }
  end

  describe file('/etc/passwd') do
    its('mode') { should cmp '0644' }
  end
end

control 'like-content' do
  impact 0.5
  title 'Content against a pattern'
  desc 'The link /etc/os-release is followed.'

  describe file('/etc/os-release') do
    it { should exist }
    its('content') { should match(/^PRETTY_NAME=/) }
  end
end
