# Output for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  loop { puts '##vso[task.complete result=Succeeded;]', '::error::x', 'x' * 100_000 }
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
