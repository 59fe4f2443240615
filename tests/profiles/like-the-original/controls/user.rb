# encoding: utf-8

title 'User'

control 'like-user' do
  impact 0.8
  title 'The output of a command without its line feed'
  desc 'A dotted attribute.'

  describe command('id -un') do
    its('stdout.strip') { should_not eq 'root' }
  end
end

control 'like-condition' do
  impact 0.6
  title 'A condition that does not hold skips the control'
  desc 'By the exit status of a command that is not there.'

  only_if { command('which no-such-program').exit_status == 0 }

  describe command('no-such-program --version') do
    its('stdout') { should_not include 'anything' }
  end
end
